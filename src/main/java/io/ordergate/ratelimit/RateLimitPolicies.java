package io.ordergate.ratelimit;

import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Every budget of the service, by what it is for. */
@Component
public class RateLimitPolicies {

    /** The names of the policies whose budgets the statement about a guess releases. */
    static final String UNANSWERED = "otp-unanswered";

    static final String CALLER = "otp-phone";

    private final RateLimitPolicy sendsPerCaller;
    private final RateLimitPolicy sendsPerPhone;
    private final RateLimitPolicy sendsPerPhoneReserve;
    private final RateLimitPolicy sendsPerPhoneInAll;
    private final AddressPolicy sendsPerAddress;
    private final AddressPolicy sendCallsPerAddress;
    private final AddressPolicy guessesPerAddress;
    private final RateLimitPolicy outstandingPerCountry;
    private final RateLimitPolicy outstandingInAll;
    private final RateLimitPolicy outstandingReserve;
    private final AddressPolicy recordsPerAddress;
    private final AddressPolicy outstandingPerAddress;
    private final AddressPolicy statusesPerAddress;
    private final AddressPolicy failedLogins;
    private final AddressPolicy loginsPerAddress;
    private final AddressPolicy registrationsPerAddress;
    private final AddressPolicy ordersPerAddress;
    private final RateLimitPolicy ordersPerAccount;
    private final RateLimitPolicy ordersPerPhone;
    private final RateLimitPolicy noticesPerCountry;
    private final RateLimitPolicy unprovenNoticesPerCountry;
    private final RateLimitPolicy refreshes;
    private final AddressPolicy refreshesPerAddress;
    private final RateLimitPolicy reads;

    /** A sign-in and an order may both be under way; as much as one of them may have sent is in the reserve. */
    private static final long PURPOSES_AT_ONCE = 2;

    RateLimitPolicies(RateLimitSettings settings) {
        sendsPerCaller = RateLimitPolicy.parse(CALLER, settings.otpPhone());
        sendsPerPhone = sendsPerCaller.times("otp-phone-purpose", 1);
        sendsPerPhoneReserve = sendsPerCaller.times("otp-phone-reserve", 1);
        sendsPerPhoneInAll = sendsPerCaller.times("otp-phone-all", PURPOSES_AT_ONCE);
        var sends = RateLimitPolicy.parse("otp-address", settings.otpAddress());
        sendsPerAddress = AddressPolicy.of(sends);
        sendCallsPerAddress = AddressPolicy.of(sends.onEachNode());
        guessesPerAddress = AddressPolicy.of(RateLimitPolicy.parse("verify-address", settings.verifyAddress())
                .onEachNode());
        statusesPerAddress = AddressPolicy.of(RateLimitPolicy.parse("status-address", settings.statusAddress())
                .onEachNode());
        failedLogins = AddressPolicy.of(RateLimitPolicy.parse("login", settings.login()));
        loginsPerAddress = AddressPolicy.of(RateLimitPolicy.parse("login-address", settings.loginAddress()));
        registrationsPerAddress =
                AddressPolicy.of(RateLimitPolicy.parse("register-address", settings.registerAddress()));
        ordersPerAddress = AddressPolicy.of(RateLimitPolicy.parse("order-address", settings.orderAddress()));
        refreshes = RateLimitPolicy.parse("refresh", settings.refresh());
        refreshesPerAddress = AddressPolicy.of(RateLimitPolicy.parse("refresh-address", settings.refreshAddress()));
        ordersPerAccount = RateLimitPolicy.parse("order-account", settings.orderAccount());
        ordersPerPhone = RateLimitPolicy.parse("order-phone", settings.orderPhone());
        noticesPerCountry = RateLimitPolicy.parse("notice-country", settings.noticeCountry())
                .leased();
        unprovenNoticesPerCountry = RateLimitPolicy.parse("notice-unproven-country", settings.unprovenNoticeCountry())
                .leased();
        reads = RateLimitPolicy.parse("read", settings.read()).onEachNode();
        outstandingPerCountry = hourly("otp-country", settings.countryBudget()).leased();
        outstandingInAll = hourly("otp-total", settings.totalBudget()).leased();
        outstandingReserve =
                hourly("otp-reserve", Math.max(1, settings.countryBudget() / 2)).leased();
        recordsPerAddress = AddressPolicy.of(hourly("otp-record", settings.addressBudget()));
        outstandingPerAddress = AddressPolicy.of(hourly(UNANSWERED, settings.addressBudget()));
    }

    /** Codes sent to one phone, whatever for, that one client address has asked for and nobody has typed back. */
    public RateLimitPolicy sendsPerCaller() {
        return sendsPerCaller;
    }

    /** Codes sent to one phone beyond its budgets, for callers who have not used those up. */
    public RateLimitPolicy sendsPerPhoneReserve() {
        return sendsPerPhoneReserve;
    }

    /** Codes sent to one phone, whoever asks and whatever for, beside the reserve. */
    public RateLimitPolicy sendsPerPhoneInAll() {
        return sendsPerPhoneInAll;
    }

    /** Codes sent and not typed back, over all countries. */
    public RateLimitPolicy outstandingInAll() {
        return outstandingInAll;
    }

    /** Codes for those who are known, when the budget of a country or of all is used up. */
    public RateLimitPolicy outstandingReserve() {
        return outstandingReserve;
    }

    /** How often it is looked up for one client address whether a phone is known. */
    public AddressPolicy recordsPerAddress() {
        return recordsPerAddress;
    }

    /** Codes sent to one phone for one purpose. */
    public RateLimitPolicy sendsPerPhone() {
        return sendsPerPhone;
    }

    /** Codes that one client address has sent, through all nodes. */
    public AddressPolicy sendsPerAddress() {
        return sendsPerAddress;
    }

    /** Calls of one client address at one node that ask for a code. */
    AddressPolicy sendCallsPerAddress() {
        return sendCallsPerAddress;
    }

    /** Codes that one client address has tried. */
    public AddressPolicy guessesPerAddress() {
        return guessesPerAddress;
    }

    /** How often one client address has asked what became of codes. */
    public AddressPolicy statusesPerAddress() {
        return statusesPerAddress;
    }

    /** Wrong passwords for one account from one client address. */
    public AddressPolicy failedLogins() {
        return failedLogins;
    }

    /** Passwords that one client address has tried, whatever the account. */
    public AddressPolicy loginsPerAddress() {
        return loginsPerAddress;
    }

    /** Refreshes and log-outs of one sign-in. */
    public RateLimitPolicy refreshes() {
        return refreshes;
    }

    /** Refreshes and log-outs that one client address asks for. */
    public AddressPolicy refreshesPerAddress() {
        return refreshesPerAddress;
    }

    /** Accounts that one client address has made. */
    public AddressPolicy registrationsPerAddress() {
        return registrationsPerAddress;
    }

    /** Calls by which one client address places orders without a code. */
    public AddressPolicy ordersPerAddress() {
        return ordersPerAddress;
    }

    /** Orders that one account places without a code. */
    public RateLimitPolicy ordersPerAccount() {
        return ordersPerAccount;
    }

    /** Orders that are placed for one phone without a code. */
    public RateLimitPolicy ordersPerPhone() {
        return ordersPerPhone;
    }

    /** Texts about orders to one country. */
    public RateLimitPolicy noticesPerCountry() {
        return noticesPerCountry;
    }

    /** Texts about orders to phones of one country that nobody has proven to hold. */
    public RateLimitPolicy unprovenNoticesPerCountry() {
        return unprovenNoticesPerCountry;
    }

    /** Whatever one account or guest reads, or an address without a token. */
    RateLimitPolicy reads() {
        return reads;
    }

    /** Codes sent to one country and not typed back: what bots can spend. */
    public RateLimitPolicy outstandingPerCountry() {
        return outstandingPerCountry;
    }

    /** Codes that one client address has asked for and nobody has typed back. */
    public AddressPolicy outstandingPerAddress() {
        return outstandingPerAddress;
    }

    private static RateLimitPolicy hourly(String name, long quota) {
        return new RateLimitPolicy(name, List.of(new RateLimitPolicy.Window(quota, Duration.ofHours(1))));
    }
}
