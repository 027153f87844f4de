package io.edgeauth.examples.gateway;

/**
 * How the gateway ends TLS.
 *
 * @param files its certificate and key
 * @param clientAuth whether it asks for its clients'
 */
record TlsSettings(TlsFiles files, ClientAuth clientAuth) {}
