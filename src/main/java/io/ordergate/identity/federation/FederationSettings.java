package io.ordergate.identity.federation;

import io.ordergate.support.http.RemoteLimits;
import io.ordergate.support.http.RemoteServer;
import io.ordergate.support.http.RemoteServers;
import io.ordergate.support.secret.Sensitive;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The other issuers whose tokens count here.
 *
 * @param linkByEmail whether a proven e-mail address opens the customer account that has the same one
 * @param timeout the longest time that a call to an issuer may take
 */
@ConfigurationProperties("ordergate.federation")
record FederationSettings(
        @DefaultValue Firebase firebase,
        @DefaultValue Oidc oidc,
        @DefaultValue("false") boolean linkByEmail,
        @DefaultValue("5s") Duration timeout) {

    private static final int CONNECTIONS = 50;
    private static final int WAITING = 200;
    private static final int LONGEST_ANSWER = 256 * 1024;

    /** The client for the servers of all issuers, with few connections and small answers. */
    RemoteServer server(RemoteServers servers) {
        return servers.server("issuers", new RemoteLimits(CONNECTIONS, WAITING, timeout, LONGEST_ANSWER));
    }

    /**
     * The settings of Firebase Auth.
     *
     * @param emulatorHost host and port of an emulator, whose tokens are not signed
     * @param toolkitUrl the Identity Toolkit
     * @param keysUrl the keys of Firebase's tokens, as a JWK set
     */
    record Firebase(
            @DefaultValue("") String projectId,
            @DefaultValue("") Sensitive apiKey,
            @DefaultValue("") String emulatorHost,

            @DefaultValue("https://identitytoolkit.googleapis.com")
            String toolkitUrl,

            @DefaultValue("https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com")
            String keysUrl) {

        boolean verifiesTokens() {
            return !projectId.isBlank();
        }

        boolean holdsAccounts() {
            return verifiesTokens() && !apiKey.isBlank();
        }

        boolean isEmulated() {
            return verifiesTokens() && !emulatorHost.isBlank();
        }

        String issuer() {
            return "https://securetoken.google.com/" + projectId;
        }

        /** The address of a call to the Identity Toolkit; the emulator has the real host in its path. */
        String toolkit(String call) {
            var host = isEmulated() ? "http://" + emulatorHost + "/identitytoolkit.googleapis.com" : toolkitUrl;
            return host + "/v1/accounts:" + call;
        }
    }

    /**
     * The settings of OpenID Connect issuers with discovery documents.
     *
     * @param issuers {@code issuer|audience|client}, separated by commas; an issuer may be named several times
     * @param roleClaim {@code issuer|claim}: the claim that holds roles; dots lead into nested claims
     * @param roles our names for the roles of that claim, such as {@code issuer|shop-admin=admin,issuer|clerk=vendor}
     */
    record Oidc(
            @DefaultValue("") String issuers,
            @Nullable String roleClaim,
            @DefaultValue("") String roles) {}
}
