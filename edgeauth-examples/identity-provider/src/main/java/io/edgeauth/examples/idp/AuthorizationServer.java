package io.edgeauth.examples.idp;

import static org.springframework.security.config.Customizer.withDefaults;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;

/** The beans of Spring Authorization Server, all of them, so that nothing is found by scanning. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class AuthorizationServer {

  @Bean
  SecurityFilterChain endpoints(HttpSecurity http) {
    return http.oauth2AuthorizationServer(server -> server.oidc(withDefaults()))
        .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .build();
  }

  /** Tomcat runs the filter chain only for a path that some servlet has. */
  @Bean
  ServletRegistrationBean<HttpServlet> nothingBesideTheEndpoints() {
    return new ServletRegistrationBean<>(new NotFound(), "/");
  }

  /**
   * Names no issuer: it is the origin of the connector, whose port is known only when it is bound.
   */
  @Bean
  AuthorizationServerSettings settings() {
    return AuthorizationServerSettings.builder().build();
  }

  @Bean
  JWKSource<SecurityContext> signingKey() throws JOSEException {
    return new ImmutableJWKSet<>(
        new JWKSet(
            new RSAKeyGenerator(2048)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.RS256)
                .keyIDFromThumbprint(true)
                .generate()));
  }

  /** For the user-info endpoint, which OpenID Connect brings along. */
  @Bean
  JwtDecoder ownTokens(JWKSource<SecurityContext> signingKey) {
    return OAuth2AuthorizationServerConfiguration.jwtDecoder(signingKey);
  }

  @Bean
  OAuth2TokenCustomizer<JwtEncodingContext> claims(Clients clients) {
    return new PersonClaims(clients);
  }

  /** Of the least strength: stretching guards guessable secrets, and ours hold 256 random bits. */
  @Bean
  PasswordEncoder secretEncoder() {
    return new BCryptPasswordEncoder(4);
  }

  @Bean
  RegisteredClientRepository registeredClients(Clients clients, PasswordEncoder encoder) {
    List<RegisteredClient> registered =
        clients.all().stream()
            .map(client -> registered(client, encoder.encode(clients.secret(client.id()))))
            .toList();
    return new InMemoryRegisteredClientRepository(registered);
  }

  private static RegisteredClient registered(Client client, String encodedSecret) {
    return RegisteredClient.withId(client.id())
        .clientId(client.id())
        .clientSecret(encodedSecret)
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
        .scopes(scopes -> scopes.addAll(client.scopes()))
        .tokenSettings(
            TokenSettings.builder().accessTokenTimeToLive(client.tokenLifetime()).build())
        .build();
  }

  private static final class NotFound extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
      response.setStatus(HttpServletResponse.SC_NOT_FOUND);
    }
  }
}
