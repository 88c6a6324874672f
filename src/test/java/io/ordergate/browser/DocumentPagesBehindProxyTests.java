package io.ordergate.browser;

@BehindProxy
class DocumentPagesBehindProxyTests extends DocumentPagesTests {}
