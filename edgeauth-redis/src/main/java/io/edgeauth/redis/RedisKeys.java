package io.edgeauth.redis;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** How names are written in Redis: behind the prefix, in characters that a terminal shows. */
final class RedisKeys {

  private static final int LONGEST = 256;

  private final String answers;
  private final byte[] channel;

  RedisKeys(String prefix) {
    this.answers = prefix + "answer:";
    this.channel = (prefix + "forgotten").getBytes(StandardCharsets.US_ASCII);
  }

  byte[] answer(byte[] name) {
    return (answers + written(name)).getBytes(StandardCharsets.US_ASCII);
  }

  byte[] channel() {
    return channel.clone();
  }

  byte[] message(byte[] name) {
    return written(name).getBytes(StandardCharsets.US_ASCII);
  }

  /** The name in a message, or null where there is none. */
  byte @Nullable [] read(byte[] message) {
    try {
      return message.length > LONGEST ? null : Base64.getUrlDecoder().decode(message);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String written(byte[] name) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(name);
  }
}
