package io.ordergate.web;

import org.springframework.http.HttpMethod;
import org.springframework.web.util.pattern.PathPattern;

/** One method on one path. */
record ApiRoute(HttpMethod method, PathPattern path) {}
