package io.ordergate.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.env.Environment;
import reactor.netty.ChannelBindException;

/** The reason of a failed start in one line, for the operator. */
public final class StartFailure {

    private static final String OURS = "io.ordergate.";

    private static final Pattern NAMES_A_SETTING = Pattern.compile("\\b[A-Z]{2,}(_[A-Z]+)+\\b");

    private StartFailure() {}

    /** The line; empty for a failure that neither settings nor the environment explain, which is a defect. */
    static Optional<String> line(Throwable failure, @Nullable Environment settings) {
        var chain = chain(failure);
        return Stream.<Optional<String>>of(
                        first(chain, StartCheck.Refusal.class).map(StartFailure::text),
                        first(chain, PortInUseException.class)
                                .map(taken -> refusal("PORT " + taken.getPort()
                                        + " is in use: end what listens there, or set another PORT")),
                        first(chain, BindException.class).map(bind -> refusal(new SettingNames(settings).reason(bind))),
                        first(chain, ChannelBindException.class)
                                .map(bind -> refusal("HOST is no address of this machine")),
                        first(chain, SQLException.class).map(sql -> refusal(DatabaseFailure.reason(sql))),
                        migration(chain),
                        own(chain).map(own -> refusal(text(own))))
                .flatMap(Optional::stream)
                .findFirst()
                .map(line -> line.replaceAll("\\s+", " ").strip());
    }

    /** Whether {@link StartRefusalReporter} has printed the reason. */
    public static boolean isReported(Throwable failure) {
        return line(failure, null).isPresent();
    }

    private static String refusal(String reason) {
        return StartCheck.Refusal.line(List.of(reason));
    }

    private static Optional<String> migration(List<Throwable> chain) {
        return chain.stream()
                .filter(each -> each.getClass().getName().startsWith("org.flywaydb."))
                .reduce((outer, inner) -> inner)
                .map(flyway -> refusal("the migrations of the database fail: " + text(flyway)));
    }

    /** The exception by which code of Ordergate refuses a setting; a defect would be of another type. */
    private static Optional<Throwable> own(List<Throwable> chain) {
        var refusals = chain.stream()
                .filter(each -> each instanceof IllegalStateException
                        || each instanceof IllegalArgumentException
                        || each instanceof IOException
                        || each instanceof UncheckedIOException)
                .filter(StartFailure::isThrownHere)
                .toList();
        return refusals.stream()
                .filter(each -> NAMES_A_SETTING.matcher(text(each)).find())
                .reduce((outer, inner) -> inner)
                .or(() -> refusals.stream().reduce((outer, inner) -> inner));
    }

    /** Whether code of Ordergate, or a parser of the JDK on its behalf, has thrown this. */
    static boolean isThrownHere(Throwable refusal) {
        return Arrays.stream(refusal.getStackTrace())
                .map(StackTraceElement::getClassName)
                .filter(name -> !name.startsWith("java."))
                .findFirst()
                .filter(name -> name.startsWith(OURS))
                .isPresent();
    }

    private static String text(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    private static <T> Optional<T> first(List<Throwable> chain, Class<T> type) {
        return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    private static List<Throwable> chain(Throwable failure) {
        var chain = new ArrayList<Throwable>();
        for (Throwable each = failure; each != null && !chain.contains(each); each = each.getCause()) {
            chain.add(each);
        }
        return chain;
    }
}
