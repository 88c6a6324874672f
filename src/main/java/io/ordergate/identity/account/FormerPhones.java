package io.ordergate.identity.account;

import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Numbers that accounts had before, for whoever tells their holders. */
@Component
public class FormerPhones {

    private final FormerPhoneRepository phones;

    FormerPhones(FormerPhoneRepository phones) {
        this.phones = phones;
    }

    /** The number, in E.164, that an account has left with this row; empty when the account was erased. */
    public Mono<String> find(UUID id) {
        return phones.findOne(id);
    }
}
