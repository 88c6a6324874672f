package io.ordergate.testing;

import io.ordergate.Ordergate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;

/** One more node on the database of the tests, with the settings of an {@link IntegrationTest} and some of its own. */
public final class Node implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private Node(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts a node with these settings, such as {@code ordergate.otp.length=6}. */
    public static Node start(String... settings) {
        return start(List.of(), settings);
    }

    /** Starts a node with further beans. */
    public static Node start(List<Class<?>> beans, String... settings) {
        var sources = new ArrayList<Class<?>>(List.of(Ordergate.class, Api.class));
        sources.addAll(beans);
        var usual = IntegrationTest.class.getAnnotation(SpringBootTest.class).properties();
        return new Node(new SpringApplicationBuilder(sources.toArray(new Class<?>[0]))
                .initializers(new TestDatabase())
                .run(Stream.of(
                                Stream.of("ordergate.environment=development", "server.port=0"),
                                Stream.of(usual),
                                Stream.of(settings))
                        .flatMap(each -> each)
                        .collect(Collectors.toMap(
                                setting -> setting.substring(0, setting.indexOf('=')),
                                setting -> "--" + setting,
                                (usually, own) -> own))
                        .values()
                        .toArray(String[]::new)));
    }

    public Api api() {
        return bean(Api.class);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }
}
