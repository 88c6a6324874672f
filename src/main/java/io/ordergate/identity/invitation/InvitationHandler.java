package io.ordergate.identity.invitation;

import io.ordergate.identity.invitation.Invitations.Invited;
import io.ordergate.identity.user.UserView;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.IfMatch;
import io.ordergate.web.request.PageRequest;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddresses;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of the invitations of staff. */
@Component
class InvitationHandler {

    private final Invitations invitations;
    private final InvitationTexts texts;
    private final PhoneNumbers phones;
    private final RequestBodies bodies;
    private final ClientAddresses addresses;

    InvitationHandler(
            Invitations invitations,
            InvitationTexts texts,
            PhoneNumbers phones,
            RequestBodies bodies,
            ClientAddresses addresses) {
        this.invitations = invitations;
        this.texts = texts;
        this.phones = phones;
        this.bodies = bodies;
        this.addresses = addresses;
        bodies.prepare(InvitationForm.class, AcceptRequest.class);
    }

    Mono<ServerResponse> list(ServerRequest request) {
        return invitations
                .list(PageRequest.of(request))
                .map(page -> page.map(InvitationView::of))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> invite(ServerRequest request) {
        return Mono.zip(bodies.read(request, InvitationForm.class), Caller.account(request))
                .flatMap(call -> invite(request, call.getT1(), call.getT2()))
                .flatMap(ServerResponse.status(HttpStatus.CREATED)::bodyValue);
    }

    private Mono<InvitationView> invite(ServerRequest request, InvitationForm form, Caller.Account by) {
        return invitations
                .invite(form, form.invitee(phones), base(request), by, addresses.of(request))
                .map(invited -> view(invited, form.language()));
    }

    Mono<ServerResponse> withdraw(ServerRequest request) {
        return Caller.account(request)
                .flatMap(by -> invitations.withdraw(PathIds.of(request), by, addresses.of(request)))
                .then(ServerResponse.noContent().build());
    }

    Mono<ServerResponse> accept(ServerRequest request) {
        return Mono.zip(bodies.read(request, AcceptRequest.class), Caller.account(request))
                .flatMap(call -> invitations.accept(call.getT1().token(), call.getT2(), addresses.of(request)))
                .flatMap(user ->
                        ServerResponse.ok().eTag(IfMatch.tag(user.version())).bodyValue(UserView.of(user)));
    }

    private InvitationView view(Invited invited, @Nullable String language) {
        var view = InvitationView.of(invited.invitation());
        var link = invited.link();
        return invited.invitation().email() == null
                ? view.with(link, null, null)
                : view.with(
                        link,
                        texts.subject(language),
                        Sensitive.of(texts.body(language, invited.invitation(), link.value())));
    }

    /** Where the caller has reached the service. */
    private static String base(ServerRequest request) {
        var uri = request.uri();
        return uri.getScheme() + "://" + uri.getRawAuthority()
                + request.requestPath().contextPath().value();
    }

    record AcceptRequest(@NotBlank @Size(max = 100) Sensitive token) {}

    /** An invitation as the API shows it; its link once, to whoever has made it. */
    record InvitationView(
            UUID id,
            String role,
            @Nullable String phoneMasked,
            @Nullable String emailMasked,
            @Nullable Sensitive fullName,
            @Nullable Sensitive link,
            @Nullable String emailSubject,
            @Nullable Sensitive emailBody,
            Instant createdAt,
            Instant expiresAt,
            UUID createdBy,
            @Nullable Instant acceptedAt) {

        static InvitationView of(Invitation invitation) {
            return new InvitationView(
                    invitation.id(),
                    invitation.role().id(),
                    invitation.phoneMasked(),
                    invitation.emailMasked(),
                    invitation.fullName().isEmpty() ? null : Sensitive.of(invitation.fullName()),
                    null,
                    null,
                    null,
                    invitation.createdAt(),
                    invitation.expiresAt(),
                    invitation.createdBy(),
                    invitation.acceptedAt());
        }

        InvitationView with(Sensitive url, @Nullable String subject, @Nullable Sensitive body) {
            return new InvitationView(
                    id,
                    role,
                    phoneMasked,
                    emailMasked,
                    fullName,
                    url,
                    subject,
                    body,
                    createdAt,
                    expiresAt,
                    createdBy,
                    acceptedAt);
        }
    }
}
