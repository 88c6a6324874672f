package io.ordergate.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/** Calls of replaced services change the version that their client has seen, if it says which that was. */
@IntegrationTest
class IfMatchTests {

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE | /orders/ID | | 200",
                "PUT | /orders/ID/status | {\"status\": \"processing\"} | 200",
                "PATCH | /orders/ID/cancel | | 200",
                "PUT | /api/orders/ID | {\"item\": \"Padma\", \"amount\": 5} | 200",
                "DELETE | /api/orders/ID | | 204",
                "PATCH | /api/orders/ID/status | {\"status\": \"processing\"} | 200"
            })
    void aStaleVersionIsLeftAlone(String method, String path, String body, int done) {
        var vendor = accounts.vendor();
        var order = api.post(
                        "/orders", Map.of("product_name", "Lalsalu", "amount", 5), all -> all.setBearerAuth(vendor))
                .field("id");
        var target = path.replace("ID", order);
        assertThat(send(method, target, body, vendor, "\"7\"").status()).isEqualTo(412);
        assertThat(send(method, target, body, vendor, "\"1\"").status()).isEqualTo(done);
    }

    private Answer send(String method, String path, String body, String token, String version) {
        return Api.answer(api.call(HttpMethod.valueOf(method), path, body == null ? "" : body, headers -> {
            headers.setBearerAuth(token);
            headers.setContentType(MediaType.APPLICATION_JSON);
            headers.setIfMatch(version);
        }));
    }
}
