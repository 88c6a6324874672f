package io.ordergate;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.ordergate.payment.provider.ProviderCredentials;
import io.ordergate.sms.SmsProvider;
import io.ordergate.support.RoomScan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider is one room: outside of it only {@code application.yaml} and the documents know its name. */
class ProviderRoomTests {

    private static final Path CODE = Path.of("src/main/java/io/ordergate");
    private static final Path RESOURCES = Path.of("src/main/resources");

    /** What a provider's name looks like, by the room that may say it. */
    private static final Map<String, Pattern> NAMES = Map.ofEntries(
            entry("sms/infobip", anywhere("infobip")),
            entry("sms/twilio", anywhere("twilio")),
            entry("sms/aws", Pattern.compile("(?<![A-Za-z])(aws|sns)|Aws|AWS|Sns|SNS")),
            entry("sms/africastalking", anywhere("africa.?s[-_ ]?talking")),
            entry("payment/razorpay", anywhere("razorpay")),
            entry("payment/bkash", anywhere("bkash")),
            entry("payment/nagad", anywhere("nagad")),
            entry("payment/mpesa", anywhere("m-?pesa|safaricom|daraja")),
            entry("payment/sslcommerz", anywhere("ssl.?commerz")),
            entry("payment/stripe", anywhere("stripe")));

    /** The contract describes what providers send; migrations and lists of words are never changed. */
    private static final Set<String> OTHER_RESOURCES = Set.of("application.yaml", "openapi.yaml", "db", "passwords");

    @Test
    void nobodyElseNamesAProvider() throws IOException {
        var naming = new TreeSet<String>();
        for (var file : files()) {
            var text = Files.readString(file);
            NAMES.forEach((room, name) -> {
                if (!file.startsWith(CODE.resolve(room)) && name.matcher(text).find()) {
                    naming.add(name(file));
                }
            });
        }
        assertThat(naming).isEmpty();
    }

    @Test
    void everyProviderHasItsRoom() {
        assertThat(NAMES.keySet())
                .allSatisfy(room -> assertThat(CODE.resolve(room)).isDirectory());
        assertThat(NAMES.get("sms/aws")
                        .matcher("draws, transactions, withdrawn")
                        .find())
                .isFalse();
        assertThat(List.of("AwsSnsSmsSender", "AWS_REGION", "aws_sns", "newSns"))
                .allMatch(text -> NAMES.get("sms/aws").matcher(text).find());
    }

    /** An implementation of another name, or outside of a room, would be missed in silence. */
    @ParameterizedTest
    @ValueSource(classes = {SmsProvider.class, ProviderCredentials.class})
    void everyProviderIsFoundByScanning(Class<?> type) {
        var implementations = new ClassFileImporter()
                .importPackages("io.ordergate").stream()
                        .filter(each -> each.isAssignableTo(type) && !each.isInterface())
                        .map(JavaClass::getName)
                        .toList();
        assertThat(RoomScan.find(type))
                .extracting(each -> each.getClass().getName())
                .containsExactlyInAnyOrderElementsOf(implementations)
                .hasSizeGreaterThanOrEqualTo(3);
    }

    private static List<Path> files() throws IOException {
        var files = new ArrayList<>(SourceCode.javaFiles());
        try (var resources = Files.walk(RESOURCES)) {
            resources
                    .filter(Files::isRegularFile)
                    .filter(file -> !OTHER_RESOURCES.contains(
                            RESOURCES.relativize(file).getName(0).toString()))
                    .forEach(files::add);
        }
        return files;
    }

    private static String name(Path file) {
        return (file.startsWith(CODE) ? CODE : RESOURCES).relativize(file).toString();
    }

    private static Pattern anywhere(String name) {
        return Pattern.compile(name, Pattern.CASE_INSENSITIVE);
    }
}
