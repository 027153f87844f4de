package io.edgeauth.benchmarks;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OAuth2IntrospectionAuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.context.support.GenericWebApplicationContext;

/**
 * Spring Security's resource server handles one request around an empty chain, with an opaque token
 * whose introspection is remembered.
 *
 * <p>The chain is what {@link HttpSecurity} builds for a stateless resource server that asks for
 * one scope. Spring remembers no introspection, so that its users put a cache in front: here one of
 * Caffeine's, which holds what was made of the answer. What the chain adds is its time less that of
 * {@link BareChain}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class SpringOpaqueTokenChain {

  private static final int REMEMBERED = 100_000;
  private static final Duration LIFETIME = Duration.ofDays(7);

  String authorization;
  private GenericWebApplicationContext context;
  private FilterChainProxy filters;

  @Setup
  public void setUp() {
    String token = TokenServer.random();
    authorization = "Bearer " + token;
    context = new GenericWebApplicationContext();
    context.registerBean(OpaqueTokenIntrospector.class, () -> remembering(new OneToken(token)));
    new AnnotatedBeanDefinitionReader(context).register(ResourceServer.class);
    context.refresh();
    filters = context.getBean(FilterChainProxy.class);
  }

  @TearDown
  public void tearDown() {
    context.close();
  }

  @Benchmark
  public int handle() throws IOException, ServletException {
    MemoryResponse response = new MemoryResponse();
    filters.doFilter(new MemoryRequest(authorization), response, Exchange.EMPTY_CHAIN);
    return Exchange.requireAnswer(Exchange.ANONYMOUS, response);
  }

  /** What passes is remembered for as long as EdgeAuth remembers a key; a refusal throws. */
  static OpaqueTokenIntrospector remembering(OpaqueTokenIntrospector asked) {
    LoadingCache<String, OAuth2AuthenticatedPrincipal> principals =
        Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(KeyedGateway.DEFAULT_TTL)
            .build(asked::introspect);
    return principals::get;
  }

  /** Stands for the authorization server: it knows one token, and says ten things of it. */
  private record OneToken(String token) implements OpaqueTokenIntrospector {

    @Override
    public OAuth2AuthenticatedPrincipal introspect(String asked) {
      if (!token.equals(asked)) {
        throw new BadOpaqueTokenException("the token is not active");
      }
      Instant issuedAt = Instant.now();
      Map<String, Object> claims =
          Map.of(
              "active",
              true,
              "iss",
              Tokens.ISSUER,
              "sub",
              Claims.valid(0).subject(),
              "aud",
              List.of(Tokens.AUDIENCE),
              "iat",
              issuedAt,
              "exp",
              issuedAt.plus(LIFETIME),
              "client_id",
              "web",
              "scope",
              List.of("orders:read", "orders:write"),
              "roles",
              List.of("buyer", "admin"),
              "tenant",
              "acme");
      return new OAuth2IntrospectionAuthenticatedPrincipal(
          claims, AuthorityUtils.createAuthorityList("SCOPE_orders:read", "SCOPE_orders:write"));
    }
  }

  @EnableWebSecurity
  static final class ResourceServer {

    @Bean
    SecurityFilterChain filterChain(HttpSecurity http) throws Exception {
      return http.authorizeHttpRequests(
              requests -> requests.anyRequest().hasAuthority("SCOPE_orders:read"))
          .sessionManagement(
              session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
          .oauth2ResourceServer(server -> server.opaqueToken(opaque -> {}))
          .build();
    }
  }
}
