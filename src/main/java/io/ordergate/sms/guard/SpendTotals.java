package io.ordergate.sms.guard;

import java.math.BigDecimal;

/**
 * What texts have cost.
 *
 * @param all every text
 * @param notices those that carry no code
 */
record SpendTotals(BigDecimal all, BigDecimal notices) {

    static final SpendTotals NOTHING = new SpendTotals(BigDecimal.ZERO, BigDecimal.ZERO);

    SpendTotals plus(SpendTotals more) {
        return new SpendTotals(all.add(more.all), notices.add(more.notices));
    }
}
