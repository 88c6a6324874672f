package io.ordergate.dev;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A day of the month that samples fill.
 *
 * @param age how many days ago it was
 */
record DemoDay(LocalDate date, int age, Instant begin, Instant end) {

    private static final int DAYS = 30;

    /** The month that ends now. What is sold grows, and the week's end is busier. */
    static List<DemoDay> month(Instant now) {
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        return IntStream.iterate(DAYS, age -> age >= 0, age -> age - 1)
                .mapToObj(age -> of(today.minusDays(age), age, now))
                .toList();
    }

    private static DemoDay of(LocalDate date, int age, Instant now) {
        var begin = date.atStartOfDay(ZoneOffset.UTC).toInstant();
        var end = begin.plus(1, ChronoUnit.DAYS);
        var soonest = now.minus(1, ChronoUnit.HOURS); // what follows from an order of today lies in the past, too
        return new DemoDay(date, age, begin, soonest.isBefore(end) ? soonest : end);
    }

    /** Whether the day has been long enough for orders. */
    boolean hasBegun() {
        return begin.isBefore(end);
    }

    /** The begin of the numbers of its orders, which no real order has. */
    String prefix() {
        return "DEMO" + DateTimeFormatter.BASIC_ISO_DATE.format(date);
    }

    int orders() {
        var weekend = date.getDayOfWeek().getValue() >= 5 ? 12 : 0;
        return 18 + (DAYS - age) / 2 + weekend + Math.floorMod(date.hashCode(), 9);
    }

    /** How long an order stays in each status. */
    Duration step() {
        return age == 0 ? Duration.ofMinutes(15) : Duration.ofHours(9);
    }
}
