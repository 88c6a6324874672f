package io.ordergate.support;

import java.util.Map;

/** Settings of a feature that its clients need to know. A bean that has some implements this, and they are told to clients. */
public interface ClientSettings {

    /** The settings by the names that JSON has. They do not change while the service runs. */
    Map<String, Object> forClients();
}
