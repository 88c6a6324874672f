package io.ordergate.identity.invitation;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.support.database.Sql;
import io.ordergate.support.job.RetentionRule;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.security.RoleFilters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The routes of invitations, for admins and for those who were invited, and how long invitations are kept. */
@Configuration(proxyBeanMethods = false)
class InvitationRoutes {

    private static final String ALL = "/api/v1/invitations";

    private static final Sql OLD = Sql.of(RetentionRule.counted("""
            gone as (
              delete from invitations where id = any (array(
                select id from invitations
                 where expires_at < now() - interval '30 days'
                 order by expires_at limit :size for update skip locked))
              returning expires_at + interval '30 days' as over_since)"""));

    @Bean
    RouterFunction<ServerResponse> invitationRouter(InvitationHandler invitations) {
        return route().add(route().POST(ALL + "/accept", invitations::accept)
                        .filter(RoleFilters.accounts())
                        .build())
                .add(route().add(route().POST(ALL, invitations::invite)
                                .filter(RoleFilters.stepUp())
                                .build())
                        .GET(ALL, invitations::list)
                        .DELETE(ALL + "/" + PathIds.ID, invitations::withdraw)
                        .filter(RoleFilters.admins())
                        .build())
                .build();
    }

    /** Deletes invitations a month after their end. */
    @Bean
    RetentionRule invitationRule() {
        return new RetentionRule("invitations", OLD);
    }
}
