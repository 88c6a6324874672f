package io.ordergate.browser;

@BehindProxy
class ConsoleBehindProxyTests extends ConsoleTests {}
