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
 * @param step how long an order stays in each status
 */
record DemoDay(LocalDate date, int age, Instant begin, Instant end, Duration step) {

    private static final Duration LONGEST_STEP = Duration.ofHours(9);

    private static final int DAYS = 30;

    /** An order has taken so many steps at most, and all of them lie in the past. */
    private static final int MOST_STEPS = 4;

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
        var last = soonest.isBefore(end) ? soonest : end;
        var step = Duration.between(last, now).dividedBy(MOST_STEPS + 1);
        return new DemoDay(date, age, begin, last, step.compareTo(LONGEST_STEP) < 0 ? step : LONGEST_STEP);
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
}
