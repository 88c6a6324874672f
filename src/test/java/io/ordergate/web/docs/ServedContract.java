package io.ordergate.web.docs;

/** Both documents of the contract, as the service joins and serves them. */
public final class ServedContract {

    private ServedContract() {}

    /** The document of the API, in YAML. */
    public static String canonical() {
        return ContractDocument.canonical();
    }

    /** The document of the replaced services' calls, in YAML. */
    public static String replaced() {
        return ContractDocument.replaced();
    }
}
