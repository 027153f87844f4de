package io.edgeauth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.runtime.Leases.Holder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LeasesTest {

  private record Settings(String name) {}

  private record OtherSettings(String name) {}

  /** Remembers in which order resources were closed. */
  private final List<String> closed = new ArrayList<>();

  private final Leases leases = new Leases();

  private AutoCloseable open(String name) {
    return () -> closed.add(name);
  }

  private AutoCloseable take(String name) {
    return leases.take(new Settings(name), () -> open(name));
  }

  /** A resource that needs another, as a key set needs its client. */
  private AutoCloseable takeWithInner(String name, String inner) {
    return leases.take(
        new OtherSettings(name),
        () -> {
          take(inner);
          return open(name);
        });
  }

  @Test
  void take_equalSettings_shareOneResource() {
    var unused = leases.begin();
    AutoCloseable first = take("a");

    assertThat(take("a")).isSameAs(first);
    assertThat(take("b")).isNotSameAs(first);
  }

  @Test
  void take_otherTypeOfSettingsWithEqualContent_isAnotherResource() {
    var unused = leases.begin();
    AutoCloseable first = take("a");

    AutoCloseable other = leases.take(new OtherSettings("a"), () -> open("other"));

    assertThat(other).isNotSameAs(first);
  }

  @Test
  void close_lastHolder_closesTheResource() {
    Holder old = leases.begin();
    AutoCloseable first = take("a");
    take("a");
    take("gone");
    Holder next = leases.begin();
    assertThat(take("a")).isSameAs(first);

    old.close();
    assertThat(closed).containsExactly("gone");
    next.close();
    assertThat(closed).containsExactly("gone", "a");
  }

  @Test
  void close_nextGenerationEndsFirst_resourceStays() {
    Holder old = leases.begin();
    take("a");
    Holder next = leases.begin();
    take("a");

    next.close();
    assertThat(closed).isEmpty();
    old.close();
    assertThat(closed).containsExactly("a");
  }

  @Test
  void take_afterItWasClosed_opensAnother() {
    Holder old = leases.begin();
    AutoCloseable first = take("a");
    old.close();
    var unused = leases.begin();

    assertThat(take("a")).isNotSameAs(first);
  }

  /** A generation that takes the outer one alone must not lose the inner one with the old. */
  @Test
  void close_innerResourceOfOneStillHeld_staysOpen() {
    Holder old = leases.begin();
    takeWithInner("keys", "client");
    Holder next = leases.begin();
    takeWithInner("keys", "client");

    old.close();
    assertThat(closed).isEmpty();
    next.close();
    assertThat(closed).containsExactly("keys", "client");
  }

  @Test
  void close_innerResourceOfTwo_closedWithTheSecond() {
    Holder first = leases.begin();
    takeWithInner("keys", "client");
    Holder second = leases.begin();
    takeWithInner("other-keys", "client");

    first.close();
    assertThat(closed).containsExactly("keys");
    second.close();
    assertThat(closed).containsExactly("keys", "other-keys", "client");
  }

  @Test
  void close_innerResourceAlsoTakenByItself_closedOnce() {
    Holder holder = leases.begin();
    take("client");
    takeWithInner("keys", "client");

    holder.close();
    assertThat(closed).containsExactly("keys", "client");
  }

  @Test
  void take_openingFails_nothingIsLeftOfIt() {
    Holder holder = leases.begin();

    assertThatThrownBy(
            () ->
                leases.take(
                    new OtherSettings("keys"),
                    () -> {
                      take("client");
                      throw new IllegalArgumentException("unreadable");
                    }))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(closed).containsExactly("client");
    takeWithInner("keys", "client");
    holder.close();
    assertThat(closed).containsExactly("client", "keys", "client");
  }

  @Test
  void take_outsideOfBuilding_isMisuse() {
    assertThatThrownBy(() -> take("a")).isInstanceOf(IllegalStateException.class);
    Holder holder = leases.begin();
    holder.close();
    assertThatThrownBy(() -> take("a")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void close_all_eachResourceOnce() {
    Holder holder = leases.begin();
    takeWithInner("keys", "client");
    take("client");

    leases.close();
    holder.close();
    leases.close();

    assertThat(closed).containsExactly("keys", "client");
  }

  @Test
  void close_resourceThatThrows_closesTheOthers() {
    Holder holder = leases.begin();
    take("a");
    leases.take(
        new Settings("bad"),
        () ->
            () -> {
              throw new IllegalStateException("no");
            });
    take("b");

    assertThatCode(holder::close).doesNotThrowAnyException();
    assertThat(closed).containsExactlyInAnyOrder("a", "b");
  }
}
