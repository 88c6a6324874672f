package io.ordergate.support;

/** Every refusal this API knows: its stable code, its kind, and what a client should do about it. */
public enum ProblemCode {
    INVALID_REQUEST(Kind.INVALID, "Invalid request", "The request is not understood. Correct what errors lists."),
    MALFORMED_JSON(Kind.INVALID, "Malformed JSON", "The body is not the JSON that this call reads. Correct it."),
    INVALID_PHONE(
            Kind.INVALID,
            "Invalid phone number",
            "Send the number in international form (+8801700000001) or with its country_code."),
    INVALID_IDEMPOTENCY_KEY(
            Kind.INVALID, "Invalid Idempotency-Key", "Send 1 to 255 visible characters, the same for each repeat."),
    WRONG_CODE(
            Kind.INVALID, "Wrong code", "Let the customer type the code again while attempts_remaining is above zero."),
    UNAUTHENTICATED(
            Kind.UNAUTHENTICATED, "Sign in first", "Send an access token: Authorization: Bearer <access_token>."),
    INVALID_TOKEN(Kind.UNAUTHENTICATED, "Invalid access token", "The token is not valid or no longer. Get a new one."),
    WRONG_CREDENTIALS(
            Kind.UNAUTHENTICATED,
            "Wrong e-mail or password",
            "Which of the two is not told. Try again or reset it: after many wrong ones in a row the right one is not taken"
                    + " either."),
    INVALID_REFRESH_TOKEN(
            Kind.UNAUTHENTICATED,
            "Invalid refresh token",
            "The token is unknown, expired or already used, or the sign-in has ended. Sign in again."),
    INVALID_SESSION(
            Kind.UNAUTHENTICATED,
            "Invalid session",
            "The session is unknown, expired or already used. Start again; a repeat with the Idempotency-Key of the"
                    + " call that succeeded gets its answer once more."),
    WRONG_PASSWORD(
            Kind.FORBIDDEN,
            "Wrong password",
            "current_password is not the password of this account. Try again or reset it: after many wrong ones in a row the"
                    + " right one is not taken either."),
    PASSWORD_REQUIRED(
            Kind.FORBIDDEN,
            "Password required",
            "Those who work for the shop and have a password need it: a text does not replace it. Sign in with it, or ask an"
                    + " admin."),
    PASSWORD_TOO_SHORT(
            Kind.FORBIDDEN,
            "Password too short",
            "The sign-in is a text's, or its password is too short for those who work for the shop. Sign in with a longer one, or set"
                    + " one: PUT /api/v1/users/me."),
    PHONE_JUST_CHANGED(
            Kind.FORBIDDEN,
            "Phone number just changed",
            "The account has this number for too short a time to set a password with it. Wait as long as Retry-After says."),
    SIGN_IN_AGAIN(
            Kind.FORBIDDEN,
            "Sign in again",
            "This needs a sign-in of the last 10 minutes. Sign in again, and repeat this with the new token."),
    ORIGIN_REFUSED(
            Kind.FORBIDDEN,
            "Origin refused",
            "ALLOWED_ORIGINS names the origins whose pages may call. A cookie may be sent only by those that it names as they are."),
    SECOND_FACTOR_REQUIRED(
            Kind.FORBIDDEN,
            "Second factor required",
            "Those who work for the shop prove a second factor after they have signed in: POST /api/v1/auth/second-factor with"
                    + " one of methods. Where methods is empty, enrol one first: /api/v1/users/me/second-factor."),
    FRESH_SECOND_FACTOR_REQUIRED(
            Kind.FORBIDDEN,
            "Fresh second factor required",
            "This call needs a second factor that was proven within the last 5 minutes: POST /api/v1/auth/second-factor with"
                    + " one of methods, and repeat the call."),
    WRONG_SECOND_FACTOR(
            Kind.FORBIDDEN,
            "Wrong second factor",
            "The code or passkey is not one of this account, or was used before. Try the next code, or another method."),
    INVITATION_OF_ANOTHER(Kind.FORBIDDEN, "Invitation of another", "Sign in as the person who was invited."),
    FORBIDDEN(Kind.FORBIDDEN, "Forbidden", "The token does not allow this call."),
    ACCOUNT_DEACTIVATED(Kind.FORBIDDEN, "Account deactivated", "This account may not sign in any more. Ask the shop."),
    TOO_MANY_ATTEMPTS(
            Kind.FORBIDDEN,
            "Too many wrong codes",
            "No further guess is compared. Start again; after many wrong codes for one phone, on the next day."),
    NOT_FOUND(Kind.NOT_FOUND, "Not found", "There is no such thing here, or not for this caller."),
    EMAIL_TAKEN(Kind.CONFLICT, "E-mail taken", "Another account has this address. Sign in, or take another."),
    PHONE_TAKEN(Kind.CONFLICT, "Phone number taken", "Another account has proven this number. Sign in with it."),
    INVITATION_USED(Kind.CONFLICT, "Invitation used", "Somebody has accepted the invitation. Ask for another one."),
    INVITATION_EXPIRED(Kind.CONFLICT, "Invitation expired", "It is too late, or who has invited is no admin any more."),
    OPEN_ORDERS(Kind.CONFLICT, "Open orders", "Orders are still on their way. Cancel them or wait for their end."),
    LAST_ADMIN(Kind.CONFLICT, "Last admin", "Somebody must stay who can manage accounts. Name another admin first."),
    ILLEGAL_TRANSITION(
            Kind.CONFLICT, "Not in this state", "The order's life does not lead there from its status. Read it again."),
    NOT_EDITABLE(Kind.CONFLICT, "Order is fixed", "It is processed or paid for. Cancel it, or ask the shop."),
    ORDER_CHANGED(Kind.CONFLICT, "Order just changed", "Somebody else changes the order, too. Read it again."),
    OUT_OF_STOCK(
            Kind.CONFLICT,
            "Out of stock",
            "There is not as much left as is ordered: items says how much of what. The code of an order that is being confirmed is"
                    + " unused: change the order of its session (POST /api/v1/orders/change), and type the code again."),
    REQUEST_IN_PROGRESS(
            Kind.CONFLICT,
            "Request in progress",
            "A request with this Idempotency-Key is under way. Repeat it after Retry-After for its answer."),
    STALE_VERSION(
            Kind.PRECONDITION,
            "Stale version",
            "It is not as If-Match says any more. Read it again, and decide again."),
    ORDER_NOT_PAYABLE(Kind.CONFLICT, "Order not payable", "Nothing is to be paid for this order, or not in this way."),
    PAYMENT_IN_PROGRESS(
            Kind.CONFLICT,
            "Payment in progress",
            "The same is being done by another call. Look at the payment, and repeat the call after Retry-After."),
    NOT_REFUNDABLE(Kind.CONFLICT, "Not refundable", "There is not that much to give back. Look at the payment."),
    METHOD_NOT_ALLOWED(Kind.METHOD_NOT_ALLOWED, "Method not allowed", "The Allow header lists the methods."),
    NOT_ACCEPTABLE(Kind.NOT_ACCEPTABLE, "Not acceptable", "Accept application/json."),
    REQUEST_TIMEOUT(Kind.TIMEOUT, "Request timeout", "The request did not arrive in time. Send it again."),
    BODY_TOO_LARGE(Kind.TOO_LARGE, "Body too large", "A body may have 64 KiB."),
    UNSUPPORTED_MEDIA_TYPE(Kind.UNSUPPORTED_MEDIA_TYPE, "Unsupported media type", "Send application/json."),
    IDEMPOTENCY_KEY_REUSED(
            Kind.UNPROCESSABLE,
            "Idempotency-Key reused",
            "The key belongs to another request. Take a new key for a new request."),
    PRICE_CHANGED(
            Kind.UNPROCESSABLE,
            "Price changed",
            "A product has another price or is not sold. Show the customer what errors says of each line, and order again."),
    PRICE_REFUSED(
            Kind.UNPROCESSABLE,
            "Price refused",
            "The shop does not take this order: detail says why, in the shop's words. Let the customer change the order."),
    PHONE_UNREACHABLE(
            Kind.UNPROCESSABLE,
            "Phone cannot be texted",
            "The number does not exist, takes no texts or has opted out of them. Only the client's own budget counts it."
                    + " Ask for another number."),
    PHONE_NOT_SERVED(
            Kind.UNPROCESSABLE,
            "Phone is not served",
            "No texts are sent to this country or this kind of number, and nothing was counted. Ask for another number."),
    PAYMENT_METHOD_UNAVAILABLE(
            Kind.UNPROCESSABLE,
            "Payment method unavailable",
            "The shop cannot take this payment method for this order. Ask for another method."),
    PAYMENT_REFUSED(
            Kind.UNPROCESSABLE,
            "Payment refused",
            "The provider of payments does not take this payment. Ask for another payment method, or ask the shop."),
    PAYMENT_NOT_GENUINE(
            Kind.UNPROCESSABLE,
            "Payment not genuine",
            "What the checkout has returned does not belong to this order's payment. Look at the payment."),
    SEARCH_TOO_COMMON(
            Kind.UNPROCESSABLE,
            "Search too common",
            "Too much looks like this for the wanted to be found in time. Look for more of the word, or filter more."),
    TOO_MANY_REQUESTS(Kind.THROTTLED, "Too many requests", "Wait as long as Retry-After says."),
    SMS_UNAVAILABLE(
            Kind.UNAVAILABLE,
            "No text could be sent",
            "No provider took the message and nothing was counted. Try again after Retry-After."),
    PAYMENT_UNAVAILABLE(
            Kind.UNAVAILABLE,
            "Payment could not be started",
            "The provider of payments did not take it, and nothing was paid. Try again after Retry-After."),
    PRICE_CHECK_UNAVAILABLE(
            Kind.UNAVAILABLE,
            "Price not known",
            "The shop's own service did not say what the order costs, and nothing was sent or placed. Repeat the request after"
                    + " Retry-After."),
    SERVICE_UNAVAILABLE(
            Kind.UNAVAILABLE,
            "Temporarily unavailable",
            "Something this service needs does not answer. Repeat the request, with its Idempotency-Key, after"
                    + " Retry-After."),
    INTERNAL_ERROR(Kind.BUG, "Internal error", "A defect of the service. Report the request_id.");

    /** What a refusal means, without knowing HTTP. */
    public enum Kind {
        INVALID,
        UNAUTHENTICATED,
        FORBIDDEN,
        NOT_FOUND,
        CONFLICT,
        PRECONDITION,
        METHOD_NOT_ALLOWED,
        NOT_ACCEPTABLE,
        TIMEOUT,
        TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE,
        UNPROCESSABLE,
        THROTTLED,
        UNAVAILABLE,
        BUG
    }

    private final Kind kind;
    private final String title;
    private final String advice;

    ProblemCode(Kind kind, String title, String advice) {
        this.kind = kind;
        this.title = title;
        this.advice = advice;
    }

    public Kind kind() {
        return kind;
    }

    public String title() {
        return title;
    }

    public String advice() {
        return advice;
    }

    /** The stable name that clients compare, such as {@code wrong-code}. */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
