package io.ordergate.web.request;

import io.ordergate.support.Failure;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;

/**
 * Where a page ended: what its last item is sorted by. Unlike an offset it stays where it is while rows are added in front
 * of it, and costs the same on every page. It holds nothing that the client has not seen in that item; it is written as one
 * opaque word, so that clients do not build their own.
 */
public final class Cursor {

    static final String PARAMETER = "cursor";

    private static final int LENGTH = 1 + 2 * Long.BYTES;
    private static final byte ID = 1;
    private static final byte TIME_AND_NUMBER = 2;

    private final byte kind;
    private final long high;
    private final long low;

    private Cursor(byte kind, long high, long low) {
        this.kind = kind;
        this.high = high;
        this.low = low;
    }

    /** For lists sorted by an id that is in time order, such as those of {@code Ids}. */
    public static Cursor of(UUID id) {
        return new Cursor(ID, id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    /** For lists sorted by a time (in microseconds, as the database has it), then by a number. */
    public static Cursor of(Instant at, long number) {
        return new Cursor(TIME_AND_NUMBER, at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000, number);
    }

    /** The id that {@link #of(UUID)} was given. Errors: {@code invalid-request} for a cursor of another list. */
    public UUID id() {
        check(kind == ID);
        return new UUID(high, low);
    }

    /** The time that {@link #of(Instant, long)} was given. Errors: {@code invalid-request} for a cursor of another list. */
    public Instant at() {
        var at = Instant.EPOCH.plus(high, ChronoUnit.MICROS);
        check(kind == TIME_AND_NUMBER && QueryParameters.bounded(at).equals(at));
        return at;
    }

    /** The number beside the time. Errors: {@code invalid-request} for a cursor of another list. */
    public long number() {
        check(kind == TIME_AND_NUMBER);
        return low;
    }

    /** What the client gets, and sends for the next page. */
    public String word() {
        var bytes =
                ByteBuffer.allocate(LENGTH).put(kind).putLong(high).putLong(low).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The cursor in a query. Errors: {@code invalid-request} for anything that no page gave. */
    static Cursor parse(String word) {
        var bytes = bytes(word);
        check(bytes.length == LENGTH);
        var buffer = ByteBuffer.wrap(bytes);
        var cursor = new Cursor(buffer.get(), buffer.getLong(), buffer.getLong());
        check(cursor.word().equals(word)); // base64 has several ways to write the same bits
        return cursor;
    }

    private static byte[] bytes(String word) {
        try {
            return Base64.getUrlDecoder().decode(word);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    private static void check(boolean ours) {
        if (!ours) {
            throw Failure.field(PARAMETER, "is not the next_cursor of a page of this list");
        }
    }
}
