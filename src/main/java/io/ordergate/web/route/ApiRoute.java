package io.ordergate.web.route;

import org.springframework.http.HttpMethod;
import org.springframework.web.util.pattern.PathPattern;

/** One method on one path. */
public record ApiRoute(HttpMethod method, PathPattern path) {}
