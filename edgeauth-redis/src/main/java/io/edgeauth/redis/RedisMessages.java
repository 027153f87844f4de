package io.edgeauth.redis;

import io.edgeauth.authn.remote.SharedAnswers.Listener;
import io.edgeauth.authn.remote.SharedAnswers.Listening;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Hears on the channel what is forgotten, and tells the listeners. Whenever it begins to hear, for
 * the first time or after a connection broke, they may have missed something.
 */
final class RedisMessages extends RedisPubSubAdapter<byte[], byte[]> {

  private final RedisKeys keys;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  RedisMessages(RedisKeys keys) {
    this.keys = keys;
  }

  byte[] channel() {
    return keys.channel();
  }

  Listening listen(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public void message(byte[] channel, byte[] message) {
    byte[] name = keys.read(message);
    if (name != null) { // else somebody else's
      listeners.forEach(listener -> listener.forgotten(name));
    }
  }

  @Override
  public void subscribed(byte[] channel, long count) {
    listeners.forEach(Listener::mayHaveMissed);
  }
}
