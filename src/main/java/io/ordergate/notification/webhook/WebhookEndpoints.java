package io.ordergate.notification.webhook;

import io.ordergate.outbox.Outbox;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.Sensitive;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Adds, changes and removes the endpoints of shops for admins. */
@Service
class WebhookEndpoints {

    private static final int MOST = 50;
    private static final int MOST_OLDER_SECRETS = 10;

    private final WebhookEndpointRepository endpoints;
    private final WebhookSecrets secrets;
    private final WebhookUrl urls;
    private final ShopWebhookSettings settings;
    private final Outbox outbox;
    private final Ids ids;
    private final TransactionalOperator tx;

    WebhookEndpoints(
            WebhookEndpointRepository endpoints,
            WebhookSecrets secrets,
            WebhookUrl urls,
            ShopWebhookSettings settings,
            Outbox outbox,
            Ids ids,
            TransactionalOperator tx) {
        this.endpoints = endpoints;
        this.secrets = secrets;
        this.urls = urls;
        this.settings = settings;
        this.outbox = outbox;
        this.ids = ids;
        this.tx = tx;
    }

    Mono<List<WebhookEndpoint>> list() {
        return endpoints.all().collectList();
    }

    /** The endpoint of this id. Errors: {@code not-found}. */
    Mono<WebhookEndpoint> find(UUID id) {
        return found(endpoints.find(id));
    }

    /** Adds an endpoint, whose {@link #secret} is shown now or never. Errors: {@code invalid-request}. */
    Mono<WebhookEndpoint> add(WebhookEndpointForm form) {
        return Mono.fromSupplier(() -> urls.require(form.url().value()))
                .flatMap(url ->
                        endpoints.insert(ids.next(), url, form.topics(), form.isActive(), secrets.currentKeyId(), MOST))
                .switchIfEmpty(Mono.error(() -> Failure.field("url", "is one too many: there are " + MOST)));
    }

    /**
     * Changes an endpoint; what waits for one that is switched off becomes dead letters. Errors: {@code not-found},
     * {@code invalid-request}.
     */
    Mono<WebhookEndpoint> change(UUID id, WebhookEndpointPatch patch) {
        return Mono.fromSupplier(() -> checked(patch))
                .flatMap(checked -> found(endpoints.change(id, checked)))
                .delayUntil(
                        changed -> changed.active() ? Mono.empty() : outbox.park(changed.consumer(), "endpoint-off"))
                .as(tx::transactional);
    }

    /**
     * Gives an endpoint a new secret; those before go on signing for a while. Errors: {@code not-found},
     * {@code too-many-requests} when there are too many of them.
     */
    Mono<WebhookEndpoint> rotate(UUID id) {
        return endpoints
                .rotate(id, secrets.currentKeyId(), settings.grace(), MOST_OLDER_SECRETS)
                .switchIfEmpty(Mono.defer(() -> find(id)).flatMap(there -> Mono.error(this::tooManySecrets)));
    }

    private Failure tooManySecrets() {
        return Failure.of(
                        ProblemCode.TOO_MANY_REQUESTS,
                        "Too many secrets of this endpoint still sign. Wait for their end.")
                .retryAfter(settings.grace());
    }

    Sensitive secret(WebhookEndpoint endpoint) {
        return Sensitive.of(secrets.text(endpoint));
    }

    /** Removes an endpoint with its log and with what waits for it. Errors: {@code not-found}. */
    Mono<Void> remove(UUID id) {
        return endpoints
                .delete(id)
                .filter(rows -> rows == 1)
                .switchIfEmpty(Mono.error(WebhookEndpoints::notFound))
                .flatMap(rows -> outbox.drop(WebhookEndpoint.consumer(id)))
                .as(tx::transactional);
    }

    private WebhookEndpointPatch checked(WebhookEndpointPatch patch) {
        var url = patch.url();
        return url == null
                ? patch
                : new WebhookEndpointPatch(Sensitive.of(urls.require(url.value())), patch.topics(), patch.active());
    }

    private static Mono<WebhookEndpoint> found(Mono<WebhookEndpoint> endpoint) {
        return endpoint.switchIfEmpty(Mono.error(WebhookEndpoints::notFound));
    }

    private static Failure notFound() {
        return Failure.of(ProblemCode.NOT_FOUND, "There is no such endpoint.");
    }
}
