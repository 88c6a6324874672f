package io.ordergate.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client that writes bytes as it likes, and reads what it likes. */
public class RawClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;

    /** An answer as it came, with header names in lower case. */
    public record RawAnswer(int status, String head, String body) {

        public String header(String name) {
            for (var line : head.lines().toList()) {
                if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
                    return line.substring(name.length() + 1).strip();
                }
            }
            return "";
        }
    }

    public RawClient(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** Takes next to nothing while nobody reads: the system's own memory for what comes in has so many bytes. */
    public RawClient(int port, int receiveBytes) {
        try {
            socket = new Socket();
            socket.setReceiveBufferSize(receiveBytes);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    public RawClient send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    /** The next answer, without its body. */
    public RawAnswer head() {
        try {
            var head = head(socket.getInputStream());
            return new RawAnswer(Integer.parseInt(head.substring(9, 12)), head, "");
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    /** The next answer, by its Content-Length. */
    public RawAnswer answer() {
        try {
            var head = head();
            var length = head.header("Content-Length");
            var body = length.isEmpty() ? new byte[0] : socket.getInputStream().readNBytes(Integer.parseInt(length));
            return new RawAnswer(head.status(), head.head(), new String(body, StandardCharsets.UTF_8));
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    /** Everything up to the end of the connection, whichever way it ends. */
    public String rest() {
        var rest = new StringBuilder();
        try {
            var in = socket.getInputStream();
            for (var next = in.read(); next >= 0; next = in.read()) {
                rest.append((char) next);
            }
            return rest.toString();
        } catch (SocketException reset) {
            return rest.toString();
        } catch (IOException silent) {
            throw new UncheckedIOException(silent);
        }
    }

    /** Ends the connection without the usual farewell. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var next = in.read();
            if (next < 0) {
                throw new SocketException("closed after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
