package io.ordergate.browser;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.net.PortProber;

/**
 * An installed Chromium without a screen, one for all tests of a JVM. What its console says is kept, and so is what a page's
 * content policy has refused: both are defects of the page.
 */
final class Browser implements AutoCloseable {

    private static final Path PICTURES = Path.of("target/pages");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration OFTEN = Duration.ofMillis(50);

    /** Tells the console what a content policy has refused, and that a dialog was asked for, as the scripts of strangers do. */
    private static final String WITNESS = """
            addEventListener('securitypolicyviolation', event =>
                console.error('Refused by the content policy:', event.violatedDirective, event.blockedURI));
            for (const name of ['alert', 'confirm', 'prompt']) {
                globalThis[name] = () => console.error('A script of a stranger ran at ' + location);
            }""";

    private final ChromeDriver driver;
    private final List<String> console = new ArrayList<>();

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Chromium and its driver, if both are installed. */
    static Optional<List<Path>> installed() {
        var browser = found("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
        return browser.flatMap(program -> found("chromedriver").map(driver -> List.of(program, driver)));
    }

    private static Optional<Path> found(String... names) {
        var folders = Stream.concat(
                Stream.of(System.getenv("PATH").split(File.pathSeparator, -1)),
                Stream.of("/usr/lib/chromium", "/usr/lib/chromium-browser", "/snap/bin"));
        return folders.flatMap(folder -> Stream.of(names).map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts a browser for which the hosts of the front are the front, and no other host of the network is there. */
    static Browser start(Front front) {
        var programs = installed().orElseThrow();
        var options = new ChromeOptions();
        options.setBinary(programs.get(0).toFile());
        options.addArguments(
                "--headless=new",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--disable-extensions",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--lang=en",
                "--window-size=1280,900",
                "--host-resolver-rules=MAP *.test 127.0.0.1:" + front.port() + ", MAP * ~NOTFOUND, EXCLUDE localhost",
                "--ignore-certificate-errors-spki-list=" + front.fingerprint());
        if (System.getProperty("user.name").equals("root")) {
            options.addArguments("--no-sandbox");
        }
        options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
        options.setScriptTimeout(PATIENCE);
        options.setPageLoadTimeout(PATIENCE);
        var browser = new Browser(new ChromeDriver(service(programs.get(1)), options));
        browser.cdp("Page.addScriptToEvaluateOnNewDocument", Map.of("source", WITNESS));
        return browser;
    }

    private static ChromeDriverService service(Path driver) {
        var port = PortProber.findFreePort();
        var arguments = List.of("--port=" + port, "--log-level=OFF");
        try {
            return new ChromeDriverService(driver.toFile(), port, PATIENCE, arguments, Map.of());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    ChromeDriver driver() {
        return driver;
    }

    /** As if nobody had used it: no other window, no cookie, nothing stored, a wide screen, light colours. */
    void reset(String origin) {
        var windows = new ArrayList<>(driver.getWindowHandles());
        windows.subList(1, windows.size())
                .forEach(window -> driver.switchTo().window(window).close());
        driver.switchTo().window(windows.get(0));
        driver.get("about:blank");
        cdp("Network.clearBrowserCookies");
        cdp("Network.clearBrowserCache");
        cdp("Storage.clearDataForOrigin", Map.of("origin", origin, "storageTypes", "all"));
        cdp("Emulation.clearDeviceMetricsOverride");
        zone("");
        light();
        read();
        console.clear();
    }

    void open(String url) {
        driver.get(url);
    }

    /** A small phone from now on. */
    void phone() {
        screen(360, 740, true);
    }

    /** The zone of whoever looks, until the next reset. */
    void zone(String name) {
        cdp("Emulation.setTimezoneOverride", Map.of("timezoneId", name));
    }

    void screen(int width, int height, boolean isPhone) {
        cdp(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", isPhone));
    }

    void light() {
        colours("light");
    }

    void dark() {
        colours("dark");
    }

    private void colours(String scheme) {
        cdp(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", scheme),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    /** The one element that this selector shows, as soon as it is there. */
    WebElement see(String selector) {
        return until(selector, () -> driver.findElements(By.cssSelector(selector)).stream()
                .filter(WebElement::isDisplayed)
                .findFirst()
                .orElse(null));
    }

    /** The element with this selector that says this, as soon as it is there. */
    WebElement see(String selector, String text) {
        return until(selector + " with " + text, () -> driver.findElements(By.cssSelector(selector)).stream()
                .filter(element -> element.isDisplayed() && element.getText().contains(text))
                .findFirst()
                .orElse(null));
    }

    boolean none(String selector) {
        return driver.findElements(By.cssSelector(selector)).isEmpty();
    }

    void click(String selector) {
        until("click on " + selector, () -> clicked(see(selector)));
    }

    void click(String selector, String text) {
        until("click on " + selector + " with " + text, () -> clicked(see(selector, text)));
    }

    private static Boolean clicked(WebElement element) {
        element.click();
        return true;
    }

    void type(String selector, String text) {
        until("type into " + selector, () -> {
            var field = see(selector);
            field.clear();
            field.sendKeys(text);
            return true;
        });
    }

    /** Waits until this is there; what changes while somebody looks at it is looked at again. */
    <T> T until(String what, Callable<T> condition) {
        return await(what)
                .atMost(PATIENCE)
                .pollInterval(OFTEN)
                .pollDelay(Duration.ZERO)
                .pollInSameThread()
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .until(condition, value -> value != null && !Boolean.FALSE.equals(value));
    }

    Object script(String body, Object... arguments) {
        return driver.executeScript(body, arguments);
    }

    /** The elements that make a page wider than its window. */
    @SuppressWarnings("unchecked")
    List<String> tooWide() {
        return (List<String>) script("""
                const width = document.documentElement.clientWidth;
                return document.documentElement.scrollWidth <= width ? []
                    : [...document.querySelectorAll('body *')].filter(each => each.getBoundingClientRect().right > width + 1)
                        .map(each => each.outerHTML.slice(0, 120));""");
    }

    /** How many bytes of files the page has had from the network since it was opened, compressed and with their headers. */
    long bytesOfFiles() {
        return (Long) script("""
                return performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
                    .filter(entry => !new URL(entry.name).pathname.includes('/api/v1/'))
                    .reduce((sum, entry) => sum + entry.transferSize, 0);""");
    }

    private void cdp(String command) {
        cdp(command, Map.of());
    }

    Map<String, Object> cdp(String command, Map<String, Object> parameters) {
        return driver.executeCdpCommand(command, parameters);
    }

    /** Writes what is to be seen. */
    void picture(String name) {
        save(PICTURES, name + ".png", driver.getScreenshotAs(OutputType.BYTES));
    }

    /** Writes what is to be seen into the documents. */
    void write(String name) {
        save(Path.of("src/docs/images"), name + ".png", driver.getScreenshotAs(OutputType.BYTES));
    }

    /** Writes what is to be seen, and how it came about. */
    void evidence(String name) {
        picture(name);
        save(PICTURES, name + ".html", driver.getPageSource().getBytes(StandardCharsets.UTF_8));
        save(PICTURES, name + ".log", String.join("\n", read()).getBytes(StandardCharsets.UTF_8));
    }

    private static void save(Path folder, String file, byte[] bytes) {
        try {
            Files.write(Files.createDirectories(folder).resolve(file), bytes);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The complaints of the console since the last reset, those of content policies among them. */
    List<String> complaints(Predicate<String> isExpected) {
        return read().stream().filter(isExpected.negate()).toList();
    }

    private List<String> read() {
        driver.manage().logs().get("browser").getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .forEach(entry -> console.add(entry.getLevel() + " " + entry.getMessage()));
        return List.copyOf(console);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
