package io.ordergate.web;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.CutConnections.Reason;
import io.ordergate.web.RequestHeads.Refusal;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection, between the codec and the server: bounds how far a client is ahead of its answers and how long it may take to
 * send and to read, refuses what is no proper request, and closes where the rest of a request would have to be drained.
 */
class ConnectionHandler extends ChannelDuplexHandler {

    private final ConnectionRules rules;

    /** Parts of one request that came together: they are passed on when all of this read is known. */
    private final Queue<HttpObject> burst = new ArrayDeque<>();

    private String path = "/";
    private boolean heard; // a message, in this read
    private boolean arrived; // bytes, in this read
    private boolean open; // a request has begun and not ended
    private int received; // requests to their end
    private int begun;
    private int answered;
    private boolean answering;
    private boolean lastAnswer; // whatever comes in is dropped
    private boolean silenced; // whatever the server has to say is dropped: the client was told something else
    private long bytesAhead;
    private long bytesDropped;
    private @Nullable Refusal refusal;
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable UnreadAnswer unread;

    ConnectionHandler(ConnectionRules rules) {
        this.rules = rules;
    }

    /** To stand before the codec, which says nothing of bytes that are not a message yet. */
    ChannelInboundHandlerAdapter listener() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object bytes) {
                arrived = true;
                ctx.fireChannelRead(bytes);
            }
        };
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        heard = true;
        if (lastAnswer || !(message instanceof HttpObject part)) {
            drop(ctx, message);
        } else if (part.decoderResult().isFailure()) {
            path = part instanceof HttpRequest ? "/" : path;
            ReferenceCountUtil.release(part);
            refuse(ctx, RequestHeads.undecodable(part.decoderResult().cause()), Reason.REFUSED);
        } else if (part instanceof HttpRequest request) {
            begin(ctx, request);
        } else {
            goOn(ctx, part);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        begun++;
        open = true;
        path = pathOf(request.uri());
        var wrong = RequestHeads.refusal(request, rules.mostBytes());
        if (wrong != null) {
            ReferenceCountUtil.release(request);
            refuse(ctx, wrong, Reason.REFUSED);
        } else if (begun - answered > rules.mostAhead()) {
            ReferenceCountUtil.release(request);
            cut(ctx, Reason.TOO_FAR_AHEAD);
        } else {
            burst.add(request);
        }
    }

    private void goOn(ChannelHandlerContext ctx, HttpObject part) {
        bytesAhead = begun - answered > 1 ? bytesAhead + sizeOf(part) : 0;
        var end = part instanceof LastHttpContent;
        if (end) {
            open = false;
            received = begun;
            stopWaiting();
        }
        burst.add(part);
        if (bytesAhead > rules.mostBytesAhead()) {
            cut(ctx, Reason.TOO_FAR_AHEAD);
        } else if (end) {
            passOn(ctx);
        }
    }

    private void passOn(ChannelHandlerContext ctx) {
        for (var part = burst.poll(); part != null; part = burst.poll()) {
            ctx.fireChannelRead(part);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        passOn(ctx);
        var beginning = arrived && !heard; // of a message
        if ((open || beginning) && !lastAnswer && deadline == null) {
            deadline = ctx.executor()
                    .schedule(() -> giveUp(ctx), rules.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
        }
        heard = false;
        arrived = false;
        ctx.fireChannelReadComplete();
    }

    private void giveUp(ChannelHandlerContext ctx) {
        deadline = null;
        if (!open && begun > answered) {
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

    /** Told at once, or when the answers before it are written. */
    private void refuse(ChannelHandlerContext ctx, Refusal wrong, Reason reason) {
        rules.cut().count(reason);
        lastAnswer = true;
        stopWaiting();
        dropBurst();
        if (begun - answered > (open ? 1 : 0)) {
            refusal = wrong;
        } else {
            tell(ctx, wrong);
        }
    }

    private void tell(ChannelHandlerContext ctx, Refusal wrong) {
        refusal = null;
        silenced = true;
        var answer = rules.refused().answer(wrong, path);
        answer.headers().set(HttpHeaderNames.DATE, DateHeader.now());
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
            answering = true;
            complete(head);
        }
        if (answering && message instanceof LastHttpContent) {
            answering = false;
            answered++;
            ctx.write(message, promise.unvoid()).addListener(written -> afterAnswer(ctx));
        } else {
            ctx.write(message, promise);
        }
    }

    private void complete(HttpResponse head) {
        if (!head.headers().contains(HttpHeaderNames.DATE)) {
            head.headers().set(HttpHeaderNames.DATE, DateHeader.now());
        }
        if (received <= answered) { // the rest of the request would have to be drained
            lastAnswer = true;
            stopWaiting();
            HttpUtil.setKeepAlive(head, false);
        }
    }

    private void afterAnswer(ChannelHandlerContext ctx) {
        var next = refusal;
        if (next != null && !answering && begun - answered <= (open ? 1 : 0)) {
            tell(ctx, next);
        } else if (next == null && lastAnswer && !silenced) {
            linger(ctx);
        }
    }

    /** RFC 9112 section 9.6: a connection that is closed while its client still sends would take the answer along. */
    private void linger(ChannelHandlerContext ctx) {
        silenced = true;
        if (!ctx.channel().isActive()) {
            return;
        }
        if (ctx.channel() instanceof DuplexChannel channel) {
            channel.shutdownOutput();
        }
        ctx.channel().config().setAutoRead(true);
        deadline = ctx.executor().schedule(() -> ctx.close(), rules.linger().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The server closes where it has told so; the rest of a request may still be under way. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (lastAnswer && !silenced && !answering && refusal == null && ctx.channel().isActive()) {
            linger(ctx);
            ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
        } else {
            ctx.close(promise);
        }
    }

    private void drop(ChannelHandlerContext ctx, Object message) {
        bytesDropped += sizeOf(message);
        ReferenceCountUtil.release(message);
        if (bytesDropped > rules.mostBytesDropped()) {
            cut(ctx, Reason.TOO_MUCH);
        }
    }

    private void cut(ChannelHandlerContext ctx, Reason reason) {
        rules.cut().count(reason);
        lastAnswer = true;
        silenced = true;
        dropBurst();
        ctx.close();
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        ctx.flush();
        watch(ctx);
    }

    private void watch(ChannelHandlerContext ctx) {
        if (unread == null && UnreadAnswer.isWaiting(ctx.channel())) {
            unread = new UnreadAnswer(ctx, rules.answerTimeout(), () -> cut(ctx, Reason.UNREAD), () -> unread = null);
        }
    }

    /** What a client does to its connection ends it, without a word; anything else is a defect. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        if (error instanceof IOException) {
            ctx.close();
        } else {
            ctx.fireExceptionCaught(error);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopWaiting();
        if (!silenced && (begun > answered || open)) {
            rules.cut().count(Reason.HUNG_UP);
        }
        lastAnswer = true;
        dropBurst();
        if (unread != null) {
            unread.cancel();
        }
        ctx.fireChannelInactive();
    }

    private void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void dropBurst() {
        burst.forEach(ReferenceCountUtil::release);
        burst.clear();
    }

    private static long sizeOf(Object message) {
        return message instanceof HttpContent content ? content.content().readableBytes() : 0;
    }

    private static String pathOf(String target) {
        var query = target.indexOf('?');
        var path = query < 0 ? target : target.substring(0, query);
        return path.startsWith("/") ? path : "/";
    }
}
