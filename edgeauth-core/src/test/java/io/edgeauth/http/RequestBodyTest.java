package io.edgeauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What adapters read bodies with. */
@SuppressWarnings("InputStreamSlowMultibyteRead") // a byte at a time is what is tried
final class RequestBodyTest {

  private static RequestBody read(int length, int max) {
    return RequestBody.read(() -> new ByteArrayInputStream(new byte[length]), max);
  }

  @Test
  void read_upToWhatIsWanted_whole() {
    assertThat(read(0, 0)).isInstanceOf(RequestBody.Content.class);
    assertThat(read(10, 10)).hasToString("Content[10 bytes]");
    assertThat(read(11, 10)).isSameAs(RequestBody.TooLarge.INSTANCE);
    assertThat(read(1, 0)).isSameAs(RequestBody.TooLarge.INSTANCE);
  }

  @Test
  void read_endlessStream_oneByteTooFar() {
    AtomicInteger read = new AtomicInteger();
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            read.incrementAndGet();
            return 'x';
          }
        };
    assertThat(RequestBody.read(() -> endless, 100)).isSameAs(RequestBody.TooLarge.INSTANCE);
    assertThat(read).hasValue(101);
  }

  @Test
  void read_serverThrows_unreadable() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }
        };
    assertThat(RequestBody.read(() -> broken, 9)).isSameAs(RequestBody.Unreadable.INSTANCE);
    assertThat(
            RequestBody.read(
                () -> {
                  throw new IllegalStateException("a chunk of no length");
                },
                9))
        .isSameAs(RequestBody.Unreadable.INSTANCE);
  }
}
