package io.edgeauth.examples.idp.opaque;

import static org.springframework.security.config.Customizer.withDefaults;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenExchangeAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenClaimsContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.preauth.AbstractPreAuthenticatedProcessingFilter;
import org.springframework.web.filter.CharacterEncodingFilter;

/**
 * What makes a Spring Authorization Server give opaque tokens, and exchange them: a format, and a
 * customizer, since Spring itself gives every token its client as the audience.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class OpaqueBeans {

  /** Where tokens of the application are meant to go. */
  static final String API = "api";

  private static final Set<String> BACKENDS = Set.of("orders");

  /** Whoever comes to the authorization endpoint is alice: how people log in is not shown here. */
  @Bean
  SecurityFilterChain endpoints(HttpSecurity http) {
    return http.oauth2AuthorizationServer(withDefaults())
        .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .addFilterBefore(OpaqueBeans::logIn, AbstractPreAuthenticatedProcessingFilter.class)
        .build();
  }

  private static void logIn(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (((HttpServletRequest) request).getRequestURI().equals("/oauth2/authorize")) {
      SecurityContextHolder.getContext()
          .setAuthentication(
              UsernamePasswordAuthenticationToken.authenticated("alice", null, List.of()));
    }
    chain.doFilter(request, response);
  }

  /** As Spring Boot has it: forms are UTF-8, a secret in one of them too. */
  @Bean
  Filter charset() {
    return new CharacterEncodingFilter("UTF-8", true);
  }

  @Bean
  AuthorizationServerSettings settings() {
    return AuthorizationServerSettings.builder().build();
  }

  @Bean
  OAuth2TokenCustomizer<OAuth2TokenClaimsContext> audience() {
    return context -> {
      if (context.getAuthorizationGrant()
          instanceof OAuth2TokenExchangeAuthenticationToken exchange) {
        if (!BACKENDS.containsAll(exchange.getAudiences())) {
          throw new OAuth2AuthenticationException("invalid_target");
        }
        context.getClaims().audience(new ArrayList<>(exchange.getAudiences()));
      } else {
        context.getClaims().audience(List.of(API));
      }
    };
  }

  @Bean
  PasswordEncoder secretEncoder() {
    return new BCryptPasswordEncoder(4);
  }

  @Bean
  RegisteredClientRepository clients(Proofs proofs, ClientKeys keys, PasswordEncoder encoder)
      throws Exception {
    List<RegisteredClient> clients = new ArrayList<>();
    clients.add(application(encoder));
    for (Way way : Way.values()) {
      clients.add(gateway(way, proofs.of(way), keys.uri(), encoder));
    }
    return new InMemoryRegisteredClientRepository(clients);
  }

  /** Whose tokens come to EdgeAuth. */
  private static RegisteredClient application(PasswordEncoder encoder) {
    return RegisteredClient.withId(OpaqueServer.APPLICATION)
        .clientId(OpaqueServer.APPLICATION)
        .clientSecret(encoder.encode(OpaqueServer.SECRET))
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
        .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
        .redirectUri(OpaqueServer.BACK)
        .scope("orders:read")
        .clientSettings(ClientSettings.builder().requireProofKey(false).build())
        .tokenSettings(opaque())
        .build();
  }

  /** EdgeAuth itself. */
  private static RegisteredClient gateway(
      Way way, Proof proof, String keys, PasswordEncoder encoder) throws Exception {
    RegisteredClient.Builder client =
        RegisteredClient.withId(way.name())
            .clientId(way.clientId())
            .clientAuthenticationMethod(way.theirs())
            .authorizationGrantType(AuthorizationGrantType.TOKEN_EXCHANGE)
            .scope("orders:read")
            .clientSettings(way.settings(keys))
            .tokenSettings(opaque());
    if (way == Way.BASIC || way == Way.POST) {
      String secret = new String(proof.secret().read(), StandardCharsets.UTF_8);
      client.clientSecret(encoder.encode(secret));
    }
    return client.build();
  }

  private static TokenSettings opaque() {
    return TokenSettings.builder().accessTokenFormat(OAuth2TokenFormat.REFERENCE).build();
  }

  /** Where the server finds the public keys of its clients. */
  record ClientKeys(String uri) {}
}
