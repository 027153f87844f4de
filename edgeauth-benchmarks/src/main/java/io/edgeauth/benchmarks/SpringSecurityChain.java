package io.edgeauth.benchmarks;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
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
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.context.support.GenericWebApplicationContext;

/**
 * Spring Security's resource server handles one request around an empty chain.
 *
 * <p>The chain is what {@link HttpSecurity} builds for a stateless resource server with nothing
 * else said, through {@code BearerTokenAuthenticationFilter} and {@code JwtAuthenticationProvider}.
 * What it adds is its time less that of {@link BareChain}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class SpringSecurityChain {

  @Param({"RS256", "ES256"})
  SigningAlgorithm algorithm;

  Tokens tokens;
  String authorization;
  private GenericWebApplicationContext context;
  private FilterChainProxy filters;

  @Setup
  public void setUp() {
    tokens = Tokens.signedWith(algorithm);
    authorization = "Bearer " + tokens.valid();
    context = new GenericWebApplicationContext();
    context.registerBean(JwtDecoder.class, () -> decoder(tokens));
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

  private static JwtDecoder decoder(Tokens tokens) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new SingleKeyJWSKeySelector<>(
            JWSAlgorithm.parse(tokens.algorithm().joseName()), tokens.publicKey()));
    // As NimbusJwtDecoder's own builders do: type and claims are left to Spring's validators.
    processor.setJWSTypeVerifier((type, context) -> {});
    processor.setJWTClaimsSetVerifier((claims, context) -> {});
    NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
    decoder.setJwtValidator(
        JwtValidators.createDefaultWithValidators(
            List.of(
                new JwtIssuerValidator(Tokens.ISSUER), new JwtAudienceValidator(Tokens.AUDIENCE))));
    return decoder;
  }

  @EnableWebSecurity
  static final class ResourceServer {

    @Bean
    SecurityFilterChain filterChain(HttpSecurity http) throws Exception {
      return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
          .sessionManagement(
              session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
          .oauth2ResourceServer(server -> server.jwt(jwt -> {}))
          .build();
    }
  }
}
