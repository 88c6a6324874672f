package io.ordergate.web.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.server.CutConnections.Reason;
import io.ordergate.web.server.RequestHeads.Refusal;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One connection, between the codec and the server: bounds how far a client is ahead of its answers and how long it may take to
 * send and to read, refuses what is no proper request, and closes where the rest of a request would have to be drained.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what is written or closed in vain has an end that channelInactive tells
class ConnectionHandler extends ClosingConnection {

    /** Parts of one request that came together: they are passed on when all of this read is known. */
    private final Queue<HttpObject> burst = new ArrayDeque<>();

    private final RequestCounts counts = new RequestCounts();
    private final ArrivingBytes bytes;
    private String target = "/";
    private boolean messageRead; // since the last channelReadComplete
    private boolean lastRequest; // of those that have begun: its client has said so
    private @Nullable Refusal refusal;

    ConnectionHandler(ConnectionRules rules, ArrivingBytes bytes) {
        super(rules);
        this.bytes = bytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        messageRead = true;
        if (lastAnswer || !ctx.channel().isActive() || !(message instanceof HttpObject part)) {
            drop(ctx, message);
        } else if (part.decoderResult().isFailure()) {
            target = part instanceof HttpRequest ? "/" : target;
            ReferenceCountUtil.release(part);
            refuse(ctx, RequestHeads.undecodable(part.decoderResult().cause()), Reason.REFUSED);
        } else if (part instanceof HttpRequest request) {
            begin(ctx, request);
        } else {
            continueRequest(ctx, part);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        counts.begin();
        target = request.uri();
        var wrong = RequestHeads.refusal(request, rules.mostBytes());
        if (wrong != null) {
            ReferenceCountUtil.release(request);
            refuse(ctx, wrong, Reason.REFUSED);
        } else if (counts.ahead() > rules.mostAhead()) {
            ReferenceCountUtil.release(request);
            cut(ctx, Reason.TOO_FAR_AHEAD);
        } else {
            lastRequest = RequestHeads.removeClose(request);
            burst.add(request);
        }
    }

    private void continueRequest(ChannelHandlerContext ctx, HttpObject part) {
        counts.body(sizeOf(part));
        var end = part instanceof LastHttpContent;
        if (end) {
            counts.end();
            stopWaiting();
            lastAnswer = lastRequest;
        }
        burst.add(part);
        if (counts.bytesAhead() > rules.mostBytesAhead()) {
            cut(ctx, Reason.TOO_FAR_AHEAD);
        } else if (end) {
            forwardBurst(ctx);
        }
    }

    private void forwardBurst(ChannelHandlerContext ctx) {
        for (var part = burst.poll(); part != null; part = burst.poll()) {
            ctx.fireChannelRead(part);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        forwardBurst(ctx);
        var beginning = bytes.haveCome() && !messageRead; // of a message
        if ((counts.isOpen() || beginning) && !lastAnswer) {
            waitFor(ctx, this::refuseSlowRequest);
        }
        messageRead = false;
        ctx.fireChannelReadComplete();
    }

    private void refuseSlowRequest(ChannelHandlerContext ctx) {
        if (!counts.isOpen() && counts.ahead() > 0) {
            return; // the answer to the request before is not there yet
        }
        refuse(
                ctx,
                new Refusal(
                        HttpResponseStatus.REQUEST_TIMEOUT,
                        ProblemCode.REQUEST_TIMEOUT,
                        ProblemCode.REQUEST_TIMEOUT.advice()),
                Reason.TOO_SLOW);
    }

    /** Sends the refusal at once, or when the answers before it are written. */
    private void refuse(ChannelHandlerContext ctx, Refusal wrong, Reason reason) {
        rules.cut().count(reason);
        lastAnswer = true;
        stopWaiting();
        dropBurst();
        if (counts.othersAreFirst()) {
            refusal = wrong;
        } else {
            sendRefusal(ctx, wrong);
        }
    }

    private void sendRefusal(ChannelHandlerContext ctx, Refusal wrong) {
        refusal = null;
        silenced = true;
        var answer = rules.refused().answer(wrong, target);
        ctx.writeAndFlush(answer).addListener(written -> linger(ctx));
        watch(ctx);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (silenced) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        if (message instanceof HttpResponse head && head.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            counts.answer();
            complete(head);
        }
        if (counts.isAnswering() && message instanceof LastHttpContent) {
            counts.answered();
            ctx.write(message, promise.unvoid()).addListener(written -> afterAnswer(ctx));
        } else {
            ctx.write(message, promise);
        }
    }

    private void complete(HttpResponse head) {
        if (!head.headers().contains(HttpHeaderNames.DATE)) {
            head.headers().set(HttpHeaderNames.DATE, rules.date().now());
        }
        if (counts.answersTooEarly()) { // the rest of the request would have to be drained
            lastAnswer = true;
            stopWaiting();
        }
        if (counts.answersTooEarly() || (lastRequest && counts.ahead() == 1)) {
            HttpUtil.setKeepAlive(head, false);
        }
    }

    private void afterAnswer(ChannelHandlerContext ctx) {
        var next = refusal;
        if (next != null && !counts.isAnswering() && !counts.othersAreFirst()) {
            sendRefusal(ctx, next);
        } else if (next == null && lastAnswer && !silenced && counts.ahead() == 0) {
            linger(ctx);
        }
    }

    /** The server closes where it has told so; the rest of a request may still be under way. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (lastAnswer
                && !silenced
                && !counts.isAnswering()
                && refusal == null
                && ctx.channel().isActive()) {
            linger(ctx);
            ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
        } else {
            boundKernel(ctx);
            ctx.close(promise);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
        if (!silenced && (counts.ahead() > 0 || counts.isOpen())) {
            rules.cut().count(Reason.HUNG_UP);
        }
        lastAnswer = true;
        dropBurst();
        ctx.fireChannelInactive();
    }

    @Override
    void dropBurst() {
        burst.forEach(ReferenceCountUtil::release);
        burst.clear();
    }
}
