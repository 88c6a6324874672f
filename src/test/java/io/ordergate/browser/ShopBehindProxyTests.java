package io.ordergate.browser;

@BehindProxy
class ShopBehindProxyTests extends ShopTests {}
