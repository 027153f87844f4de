package io.edgeauth.examples.idp.opaque;

import io.edgeauth.authn.introspection.Introspection;
import io.edgeauth.forward.exchange.TokenExchange;
import io.edgeauth.keys.Secret;
import io.edgeauth.oauth.ClientMethod;
import java.nio.file.Path;

/** Who EdgeAuth says it is, and what it has to prove it. Secret and file may be null. */
record Proof(String clientId, ClientMethod method, Secret secret, Path keyFile) {

  /** The same secret, key or certificate in the name of another client, as that one sends it. */
  Proof inTheNameOf(Way other) {
    return new Proof(other.clientId(), other.ours(), secret, keyFile);
  }

  Introspection of(Introspection spec) {
    spec.clientId(clientId).clientAuth(method);
    if (secret != null) {
      spec.clientSecret(secret);
    }
    return keyFile == null ? spec : spec.clientKeyFile(keyFile);
  }

  TokenExchange of(TokenExchange spec) {
    spec.clientId(clientId).clientAuth(method);
    if (secret != null) {
      spec.clientSecret(secret);
    }
    return keyFile == null ? spec : spec.clientKeyFile(keyFile);
  }
}
