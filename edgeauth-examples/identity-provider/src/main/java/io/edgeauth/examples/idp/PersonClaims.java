package io.edgeauth.examples.idp;

import java.util.List;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/** Puts the client's audience and the person behind it into each access token. */
final class PersonClaims implements OAuth2TokenCustomizer<JwtEncodingContext> {

  private final Clients clients;

  PersonClaims(Clients clients) {
    this.clients = clients;
  }

  @Override
  public void customize(JwtEncodingContext context) {
    Client client = clients.client(context.getRegisteredClient().getClientId());
    JwtClaimsSet.Builder claims = context.getClaims();
    claims.audience(List.of(client.audience())).claim("client_id", client.id());
    Person person = client.person();
    if (person == null) {
      return;
    }
    claims
        .subject(person.subject())
        .claim("email", person.email())
        .claim("tenant", person.tenant())
        .claim("roles", person.roles());
  }
}
