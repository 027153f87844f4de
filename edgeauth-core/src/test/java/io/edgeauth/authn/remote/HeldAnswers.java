package io.edgeauth.authn.remote;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A shared store in this process, that a test can look into, write and put out of reach. */
final class HeldAnswers implements SharedAnswers {

  private static final byte[] FORGOTTEN = {'-'};

  private final Map<String, byte[]> held = new HashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private Duration lastHolds = Duration.ZERO;
  private boolean away;

  synchronized void away(boolean now) {
    away = now;
  }

  synchronized Map<String, byte[]> held() {
    return Map.copyOf(held);
  }

  /** As somebody who writes the store. */
  synchronized void write(String name, byte[] content) {
    held.put(name, content.clone());
  }

  synchronized void flush() {
    held.clear();
  }

  synchronized Duration lastHolds() {
    return lastHolds;
  }

  void reconnected() {
    listeners.forEach(Listener::mayHaveMissed);
  }

  @Override
  public synchronized byte[] get(byte[] name) {
    byte[] content = away ? null : held.get(HexFormat.of().formatHex(name));
    return content == null ? null : content.clone();
  }

  @Override
  public synchronized void put(byte[] name, byte[] content, Duration holds) {
    if (!away && held.putIfAbsent(HexFormat.of().formatHex(name), content.clone()) == null) {
      lastHolds = holds;
    }
  }

  @Override
  public boolean forget(byte[] name, Duration holds) {
    synchronized (this) {
      if (away) {
        return false;
      }
      held.put(HexFormat.of().formatHex(name), FORGOTTEN);
      lastHolds = holds;
    }
    listeners.forEach(listener -> listener.forgotten(Arrays.copyOf(name, name.length)));
    return true;
  }

  @Override
  public Listening listen(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public void close() {}
}
