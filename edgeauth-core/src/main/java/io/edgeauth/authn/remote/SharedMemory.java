package io.edgeauth.authn.remote;

import io.edgeauth.authn.TokenDigest;
import io.edgeauth.authn.remote.SharedAnswers.Listener;
import io.edgeauth.authn.remote.SharedAnswers.Listening;
import io.edgeauth.authn.remote.SharedSeal.Opened;
import io.edgeauth.runtime.EdgeRuntime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * What other instances were told of credentials. It keeps the words that were said and when, never
 * what this instance made of them; they are judged anew, and hold for what is left of their time.
 *
 * <p>Any number of threads may use it at once.
 */
final class SharedMemory implements AutoCloseable {

  /** By how much another instance's clock may be ahead of ours. */
  private static final Duration AHEAD = Duration.ofSeconds(5);

  private static final int STRIPES = 1 << 12;

  /**
   * What somebody was told.
   *
   * @param answer as judged now
   * @param age how long ago it was said
   */
  record Told(RemoteAnswer answer, Duration age) {}

  private final SharedAnswers store;
  private final SharedSeal seal;
  private final RemoteSettings settings;
  private final EdgeRuntime runtime;
  private final Listening listening;

  /**
   * When this instance last forgot a name of each stripe: what was said before is not believed,
   * even where the store could not be told to drop it.
   */
  private final AtomicLongArray forgotten = new AtomicLongArray(STRIPES);

  SharedMemory(
      SharedAnswers store,
      SharedSeal seal,
      RemoteSettings settings,
      EdgeRuntime runtime,
      AnswerCache cache) {
    this.store = store;
    this.seal = seal;
    this.settings = settings;
    this.runtime = runtime;
    for (int i = 0; i < STRIPES; i++) {
      forgotten.set(i, Long.MIN_VALUE);
    }
    this.listening =
        store.listen(
            new Listener() {
              @Override
              public void forgotten(byte[] name) {
                distrust(name);
                cache.forgetSlot(slot(name));
              }

              @Override
              public void mayHaveMissed() {
                cache.forgetAll();
              }
            });
  }

  byte[] name(TokenDigest credential) {
    return seal.name(credential);
  }

  /** A number for the name, of all numbers. */
  static int slot(byte[] name) {
    return name.length < Integer.BYTES ? 0 : ByteBuffer.wrap(name).getInt();
  }

  /** Looks in one round trip; null where nobody knows, or what is there cannot be believed. */
  @Nullable Told get(byte[] name, RemoteQuestion question) {
    byte[] content = store.get(name);
    Opened opened = content == null ? null : seal.open(name, content);
    if (opened == null) {
      return null;
    }
    long age = runtime.clock().millis() - opened.at();
    if (age < -AHEAD.toMillis() || opened.at() - AHEAD.toMillis() <= forgotten.get(stripe(name))) {
      return null;
    }
    RemoteAnswer answer = question.judge(opened.said());
    Duration holds = answer == null ? Duration.ZERO : holds(answer);
    return answer == null || age >= holds.toMillis()
        ? null
        : new Told(answer, Duration.ofMillis(Math.max(0, age)));
  }

  void put(byte[] name, RemoteAnswer answer) {
    String said = said(answer);
    if (said == null) {
      return;
    }
    long now = runtime.clock().millis();
    Duration holds = holds(answer);
    if (answer instanceof RemoteAnswer.Good good && good.until() != null) {
      Duration left = Duration.between(Instant.ofEpochMilli(now), good.until());
      holds = left.compareTo(holds) < 0 ? left : holds;
    }
    if (holds.compareTo(Duration.ZERO) > 0) {
      store.put(name, seal.seal(name, said, now), holds);
    }
  }

  private static @Nullable String said(RemoteAnswer answer) {
    if (answer instanceof RemoteAnswer.Good good) {
      return good.said();
    }
    return answer instanceof RemoteAnswer.Bad bad ? bad.said() : null;
  }

  private Duration holds(RemoteAnswer answer) {
    if (answer instanceof RemoteAnswer.Good) {
      return settings.ttl();
    }
    return answer instanceof RemoteAnswer.Bad ? settings.negativeTtl() : Duration.ZERO;
  }

  /**
   * Makes all instances forget. Calls that are under way anywhere must not bring the answer back:
   * none is put there for as long as they may take.
   */
  void forget(byte[] name) {
    distrust(name);
    var unused = store.forget(name, settings.totalTimeout().plus(AHEAD));
  }

  private void distrust(byte[] name) {
    forgotten.set(stripe(name), runtime.clock().millis());
  }

  private static int stripe(byte[] name) {
    return slot(name) & (STRIPES - 1);
  }

  @Override
  public void close() {
    listening.close();
  }
}
