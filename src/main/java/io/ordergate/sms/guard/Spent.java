package io.ordergate.sms.guard;

import java.math.BigDecimal;

/**
 * What texts have cost.
 *
 * @param all every text
 * @param notices those that carry no code
 */
record Spent(BigDecimal all, BigDecimal notices) {

    static final Spent NOTHING = new Spent(BigDecimal.ZERO, BigDecimal.ZERO);

    Spent plus(Spent more) {
        return new Spent(all.add(more.all), notices.add(more.notices));
    }
}
