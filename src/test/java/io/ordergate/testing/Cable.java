package io.ordergate.testing;

import io.ordergate.support.database.DatabaseAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A port that leads to the database, until a test cuts it: then connections end, and new ones are refused. */
public final class Cable implements AutoCloseable {

    private final Queue<Socket> ends = new ConcurrentLinkedQueue<>();
    private final DatabaseAddress.Host database;
    private final int port;
    private volatile ServerSocket listening;
    private volatile boolean silent;

    private Cable(DatabaseAddress.Host database) throws IOException {
        this.database = database;
        this.listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        this.port = listening.getLocalPort();
        run(this::accept);
    }

    /** One to the database of the tests. */
    public static Cable toTheDatabase() {
        try {
            return new Cable(DatabaseAddress.parse(TestDatabase.url()).hosts().get(0));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The same URL, whose way is this cable. */
    public String through(String url) {
        return url.replace(database.toString(), "127.0.0.1:" + port);
    }

    public void cut() {
        close(listening);
        ends.forEach(Cable::close);
        ends.clear();
    }

    /** Keeps connections open and takes new ones, but nothing passes any more, as when the server's power fails. */
    public void silence() {
        silent = true;
    }

    public int port() {
        return port;
    }

    public void mend() {
        try {
            var anew = new ServerSocket();
            anew.setReuseAddress(true);
            anew.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            listening = anew;
            run(this::accept);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        cut();
    }

    private void accept() throws IOException {
        var socket = listening;
        while (true) {
            var here = socket.accept();
            var there = new Socket(database.name(), database.port());
            ends.add(here);
            ends.add(there);
            if (socket.isClosed()) { // cut meanwhile: nobody else may know of these two
                close(here);
                close(there);
                return;
            }
            run(() -> pass(here, there));
            run(() -> pass(there, here));
        }
    }

    private void pass(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            var buffer = new byte[8192];
            for (var read = 0; read >= 0; read = from.getInputStream().read(buffer)) {
                if (!silent) {
                    to.getOutputStream().write(buffer, 0, read);
                }
            }
        }
    }

    private static void run(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException cut) {
                // that is what a test wants
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(AutoCloseable end) {
        try {
            end.close();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** What a thread does until the cable is cut. */
    private interface Work {
        void run() throws IOException;
    }
}
