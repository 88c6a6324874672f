package io.ordergate.start;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;

/** Answers {@code --help} and {@code --version} without starting the service. */
public final class CommandLine {

    private static final String HELP = """
            Ordergate %s: phone-verified ordering

            Usage: java -jar ordergate.jar [--help | --version | --SETTING=VALUE ...]

            Settings are environment variables, or the same names in a .env file in the working folder; each may also be
            read from the file that NAME_FILE names. What a production needs at least:

              ENVIRONMENT=production
              DATABASE_URL     postgresql://user:password@host:5432/database?sslmode=verify-full
              SECRET_KEY       at least 32 random bytes: openssl rand -base64 48
              SMS_PROVIDER     who sends the texts: a name of src/docs/sms.md, with the settings of that provider

              PORT, HOST       where it listens: 8080, 0.0.0.0

            src/docs/configuration.md lists all. ENVIRONMENT=development tries it out: texts go to the log and to /dev/inbox.""";

    private CommandLine() {}

    /** The answer to these arguments; empty where the service is to be started. */
    public static String answer(String... arguments) {
        var asked = List.of(arguments);
        if (asked.contains("--help") || asked.contains("-h")) {
            return HELP.formatted(version());
        }
        return asked.contains("--version") || asked.contains("-V") ? "Ordergate " + version() : "";
    }

    private static String version() {
        var build = new Properties();
        try (var file = CommandLine.class.getResourceAsStream("/META-INF/build-info.properties")) {
            build.load(file == null ? InputStream.nullInputStream() : file);
        } catch (IOException unreadable) {
            return "of an unknown version";
        }
        return build.getProperty("build.version", "of an unknown version") + " ("
                + build.getProperty("build.commit", "unknown") + ")";
    }
}
