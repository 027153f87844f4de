package io.edgeauth;

import io.edgeauth.authn.ClientCertificates;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Client certificates as the generation that is in force takes them; none once all is closed. */
final class LiveCertificates implements ClientCertificates {

  private final Generations generations;

  LiveCertificates(Generations generations) {
    this.generations = generations;
  }

  @Override
  public List<X509Certificate> authorities() {
    return ask(
        authenticators -> {
          Set<X509Certificate> all = new LinkedHashSet<>();
          authenticators.forEach(one -> all.addAll(one.authorities()));
          return List.copyOf(all);
        });
  }

  @Override
  public boolean mayConnect(List<X509Certificate> chain) {
    return ask(authenticators -> authenticators.stream().anyMatch(one -> one.mayConnect(chain)));
  }

  private <T> T ask(Function<List<ClientCertificates>, T> question) {
    Generation generation = generations.enter();
    if (generation == null) {
      return question.apply(List.of());
    }
    try {
      return question.apply(generation.clientCertificates());
    } finally {
      generation.leave();
    }
  }
}
