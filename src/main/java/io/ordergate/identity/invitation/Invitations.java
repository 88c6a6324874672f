package io.ordergate.identity.invitation;

import io.ordergate.identity.audit.AuditedChanges;
import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.user.User;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Invites people to work for the shop. Whoever was invited, and has proven to be that person, gets the role once. */
@Service
class Invitations {

    private final InvitationRepository invitations;
    private final InvitationTexts texts;
    private final InvitationSettings settings;
    private final AuditedChanges audited;
    private final SecretKeys keys;
    private final Ids ids;
    private final InvitationToken.Source tokens = new InvitationToken.Source();

    /** A new invitation and its link, which nobody can find out again. */
    record Invited(Invitation invitation, Sensitive link) {}

    /** An account before and after an invitation was accepted. */
    private record Acceptance(User before, User after, Invitation invitation) {}

    Invitations(
            InvitationRepository invitations,
            InvitationTexts texts,
            InvitationSettings settings,
            AuditedChanges audited,
            SecretKeys keys,
            Ids ids) {
        this.invitations = invitations;
        this.texts = texts;
        this.settings = settings;
        this.audited = audited;
        this.keys = keys;
        this.ids = ids;
    }

    Mono<Page<Invitation>> list(PageRequest request) {
        return invitations.list(request);
    }

    /**
     * Invites a person, in place of an earlier invitation of theirs that is open, and texts the link to a phone; without a text there is
     * no invitation. Errors: {@code too-many-requests}, and those of {@link InvitationTexts#send}.
     *
     * @param base where browsers reach the service, as the caller has called it
     */
    Mono<Invited> invite(
            InvitationForm form,
            InvitationForm.Invitee invitee,
            String base,
            Caller.Account by,
            ClientAddress address) {
        var token = tokens.next(ids);
        var wanted = invitee.invitation(ids.next(), form, by.id());
        var link = link(token, base);
        return audited.commit(
                        invitations
                                .insert(wanted, token.hash(keys), settings.days())
                                .switchIfEmpty(Mono.error(Invitations::tooMany)),
                        invitation -> List.of(event(SecurityEventType.STAFF_INVITED, invitation, by, address)))
                .delayUntil(invitation -> texted(invitation, form.language(), link))
                .map(invitation -> new Invited(invitation, Sensitive.of(link)));
    }

    private Mono<Void> texted(Invitation invitation, @Nullable String language, String link) {
        var phone = invitation.phone();
        return phone == null
                ? Mono.empty()
                : texts.send(phone, language, link)
                        .onErrorResume(
                                error -> invitations.delete(invitation.id()).then(Mono.error(error)));
    }

    /** Withdraws an invitation. Errors: {@code not-found}, {@code invitation-used}. */
    Mono<Void> withdraw(UUID id, Caller.Account by, ClientAddress address) {
        var withdrawn = invitations
                .withdraw(id)
                .switchIfEmpty(Mono.defer(() -> invitations.find(id))
                        .flatMap(accepted -> Mono.<Invitation>error(Failure.of(ProblemCode.INVITATION_USED))))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND)));
        return audited.commit(
                        withdrawn,
                        invitation -> List.of(event(SecurityEventType.INVITATION_WITHDRAWN, invitation, by, address)))
                .then();
    }

    /**
     * Gives an account the role of its invitation, unless it has a higher one, and returns the account. Of many calls one is taken.
     * Errors: {@code not-found}, {@code invitation-used}, {@code invitation-expired}, {@code invitation-of-another}.
     */
    Mono<User> accept(Sensitive token, Caller.Account account, ClientAddress address) {
        var hashes = new InvitationToken(token).hashes(keys);
        var accepted = invitations
                .lockAccount(account.id())
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_TOKEN)))
                .zipWhen(before -> invitations.accept(hashes, before).switchIfEmpty(refusal(hashes, before)))
                .flatMap(taken -> raised(taken.getT1(), taken.getT2()));
        return audited.commit(accepted, made -> events(made, address)).map(Acceptance::after);
    }

    private Mono<Acceptance> raised(User before, Invitation invitation) {
        return before.role().compareTo(invitation.role()) >= 0
                ? Mono.just(new Acceptance(before, before, invitation))
                : invitations
                        .raise(before.id(), invitation.role(), invitation.fullName())
                        .map(after -> new Acceptance(before, after, invitation));
    }

    private Mono<Invitation> refusal(String[] hashes, User user) {
        return Mono.defer(() -> invitations.find(hashes))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND, "There is no such invitation.")))
                .flatMap(invitation -> Mono.error(Failure.of(reason(invitation, user))));
    }

    private static ProblemCode reason(Invitation invitation, User user) {
        var phone = invitation.phone();
        var isTheirs = phone == null ? isSame(invitation, user) : phone.equals(user.phone());
        if (!isTheirs) {
            return ProblemCode.INVITATION_OF_ANOTHER;
        }
        return invitation.acceptedAt() == null ? ProblemCode.INVITATION_EXPIRED : ProblemCode.INVITATION_USED;
    }

    private static boolean isSame(Invitation invitation, User user) {
        return invitation.email() != null && invitation.email().equals(user.email());
    }

    private String link(InvitationToken token, String base) {
        var url = settings.publicUrl().isBlank() ? base : settings.publicUrl().strip();
        return url.replaceFirst("/+$", "") + "/console#/invitation/"
                + token.value().value();
    }

    private static List<SecurityEvent> events(Acceptance made, ClientAddress address) {
        return made.before().role() == made.after().role()
                ? List.of()
                : List.of(SecurityEvent.administrative(
                        made.after().id(),
                        made.invitation().createdBy(),
                        SecurityEventType.ROLE_CHANGED,
                        address,
                        Map.of(
                                "from", made.before().role().id(),
                                "to", made.after().role().id(),
                                "invitation", made.invitation().id().toString())));
    }

    private static SecurityEvent event(
            SecurityEventType type, Invitation invitation, Caller.Account by, ClientAddress address) {
        var phone = invitation.phoneMasked();
        var detail = Map.of(
                "invitation", invitation.id().toString(),
                "role", invitation.role().id(),
                "to", phone == null ? "e-mail" : phone);
        return new SecurityEvent(type, by.id(), null, address.value(), detail);
    }

    private static Failure tooMany() {
        return Failure.of(
                        ProblemCode.TOO_MANY_REQUESTS,
                        "There are too many open invitations, or too many of today for this person.")
                .retryAfter(Duration.ofHours(1));
    }
}
