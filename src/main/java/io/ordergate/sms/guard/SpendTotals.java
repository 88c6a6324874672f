package io.ordergate.sms.guard;

import java.math.BigDecimal;

/**
 * The costs of texts.
 *
 * @param all costs of all texts
 * @param notices costs of texts without a code, which are part of all
 */
record SpendTotals(BigDecimal all, BigDecimal notices) {

    static final SpendTotals NOTHING = new SpendTotals(BigDecimal.ZERO, BigDecimal.ZERO);

    SpendTotals plus(SpendTotals more) {
        return new SpendTotals(all.add(more.all), notices.add(more.notices));
    }
}
