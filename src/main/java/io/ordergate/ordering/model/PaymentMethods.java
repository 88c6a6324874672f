package io.ordergate.ordering.model;

import java.util.List;

/** The payment methods that an order may have, whether or not this shop has set up their providers. */
public interface PaymentMethods {

    /** The methods, in the order in which they are listed to clients. */
    List<PaymentMethod> known();
}
