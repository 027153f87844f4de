package io.edgeauth.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is kept with a credential and an identity, and for whom. */
final class IdentityTest {

  private final Credential credential = Credential.builder("jwt").subject("alice").build();

  @Test
  void of_sameCredentialAndName_sameIdentity() {
    Identity first = Identity.of(credential, "user");

    assertThat(Identity.of(credential, "user")).isSameAs(first);
    assertThat(first.credentials()).containsExactly(credential);
  }

  /** Two routes may call one authenticator's token by two names: each is told its own. */
  @Test
  void of_sameCredentialUnderTwoNames_eachHasItsOwn() {
    for (int i = 0; i < 3; i++) {
      for (String name : List.of("user", "partner")) {
        Identity identity = Identity.of(credential, name);

        assertThat(identity.methods()).containsExactly(name);
        assertThat(identity.subject()).isEqualTo("alice");
      }
    }
  }

  @Test
  void derived_sameMaker_madeOnce() {
    Identity identity = Identity.of(credential, "user");
    AtomicInteger made = new AtomicInteger();

    for (int i = 0; i < 3; i++) {
      String value =
          identity.derived(this, String.class, of -> of.subject() + made.incrementAndGet());
      assertThat(value).isEqualTo("alice1");
    }
  }

  /** Makers are told apart by identity, also those that say they are equal. */
  @Test
  void derived_makersInTurn_eachGetsItsOwn() {
    record Maker(String name) {}
    Maker a = new Maker("same");
    Maker b = new Maker("same");
    Identity identity = Identity.of(credential, "user");

    assertThat(identity.derived(a, String.class, of -> "of a")).isEqualTo("of a");
    assertThat(identity.derived(b, Integer.class, of -> 2)).isEqualTo(2);
    assertThat(identity.derived(a, String.class, of -> "of a")).isEqualTo("of a");
  }
}
