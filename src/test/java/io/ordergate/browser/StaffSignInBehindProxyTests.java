package io.ordergate.browser;

@BehindProxy
class StaffSignInBehindProxyTests extends StaffSignInTests {}
