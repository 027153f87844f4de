/** EdgeAuth's core: no servlet, no Spring. {@code io.edgeauth.EdgeAuth} is where to begin. */
module io.edgeauth {
  requires static com.amazon.corretto.crypto.provider;
  requires transitive com.github.benmanes.caffeine;
  requires re2j;
  requires io.github.resilience4j.circuitbreaker;
  requires io.github.resilience4j.core;
  requires org.apache.httpcomponents.client5.httpclient5;
  requires org.apache.httpcomponents.core5.httpcore5;
  requires org.jose4j;
  requires transitive org.jspecify;
  requires org.slf4j;
  requires org.snakeyaml.engine;

  exports io.edgeauth;
  exports io.edgeauth.authn;
  exports io.edgeauth.authn.apikey;
  exports io.edgeauth.authn.bound;
  exports io.edgeauth.authn.introspection;
  exports io.edgeauth.authn.jwt;
  exports io.edgeauth.authn.mtls;
  exports io.edgeauth.authn.remote;
  exports io.edgeauth.certificate;
  exports io.edgeauth.config;
  exports io.edgeauth.event;
  exports io.edgeauth.forward;
  exports io.edgeauth.forward.exchange;
  exports io.edgeauth.http;
  exports io.edgeauth.identity;
  exports io.edgeauth.json;
  exports io.edgeauth.keys;
  exports io.edgeauth.network;
  exports io.edgeauth.oauth;
  exports io.edgeauth.outbound;
  exports io.edgeauth.pipeline;
  exports io.edgeauth.policy;
  exports io.edgeauth.ratelimit;
  exports io.edgeauth.reason;
  exports io.edgeauth.route;
  exports io.edgeauth.runtime;

  uses io.edgeauth.config.ApiKeyStoreProvider;
  uses io.edgeauth.config.RateLimiterProvider;
  uses io.edgeauth.config.SharedStoreProvider;
  uses io.edgeauth.policy.NamedPolicy;
}
