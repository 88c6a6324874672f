package io.ordergate.web.server;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpVersion;
import io.ordergate.support.RequestLog;
import io.ordergate.support.secret.Ids;
import io.ordergate.web.problem.ProblemHandler;
import io.ordergate.web.request.RequestIds;
import io.ordergate.web.server.RequestHeads.Refusal;
import java.util.LinkedHashMap;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes the refusal of a request that never gets as far as {@link ProblemHandler}; the connection ends with it. */
@Component
class RefusedHeads {

    private final Ids ids;
    private final JsonMapper json;
    private final DateHeader date;

    RefusedHeads(Ids ids, JsonMapper json, DateHeader date) {
        this.ids = ids;
        this.date = date;
        this.json = json;
    }

    /** The target is the one that the request has named, or {@code /}. */
    FullHttpResponse answer(Refusal refusal, String target) {
        var id = ids.next().toString();
        var body = new LinkedHashMap<String, Object>();
        body.put("type", "/problems/" + refusal.code().code());
        body.put("title", refusal.code().title());
        body.put("status", refusal.status().code());
        body.put("detail", refusal.detail());
        body.put("instance", path(target));
        body.put("code", refusal.code().code());
        body.put(RequestLog.REQUEST_ID, id);
        var content = Unpooled.wrappedBuffer(json.writeValueAsBytes(body));
        var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, refusal.status(), content);
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                .set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("X-Content-Type-Options", "nosniff")
                .set(HttpHeaderNames.DATE, date.now())
                .set(RequestIds.HEADER, id);
        return answer;
    }

    private static String path(String target) {
        var query = target.indexOf('?');
        var path = query < 0 ? target : target.substring(0, query);
        return path.startsWith("/") && RequestHeads.isUri(path) ? path : "/";
    }
}
