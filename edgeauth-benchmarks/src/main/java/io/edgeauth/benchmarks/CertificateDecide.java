package io.edgeauth.benchmarks;

import io.edgeauth.authn.mtls.Mtls;
import io.edgeauth.certificate.CertificateFormat;
import io.edgeauth.network.Cidr;
import io.edgeauth.pipeline.Decision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * EdgeAuth decides one request again and again, with a chain of certificates that it knows.
 *
 * <p>A server makes the texts of headers anew for each request: so these are equal, and not the
 * same.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class CertificateDecide {

  private static final int COPIES = 64;

  @Param CertificatePlace certificates;

  List<MemoryEdgeRequest> requests = List.of();
  private Certificates made;
  private Gateway gateway;
  private int next;

  @Setup
  public void setUp() throws IOException {
    made = Certificates.make();
    Mtls spec = Mtls.trustStore(made.trustStore());
    gateway =
        switch (certificates) {
          case CONNECTION -> Gateway.acceptingCertificates(spec);
          case FORWARDED ->
              Gateway.acceptingCertificates(
                  spec.forwarded("Client-Cert", CertificateFormat.RFC9440),
                  Cidr.parse(MemoryEdgeRequest.PEER + "/32"));
        };
    requests = requests(made);
  }

  /** Requests with another's certificates, in the place that is measured. */
  List<MemoryEdgeRequest> requests(Certificates of) {
    List<MemoryEdgeRequest> equal = new ArrayList<>(COPIES);
    for (int i = 0; i < COPIES; i++) {
      equal.add(
          switch (certificates) {
            case CONNECTION -> MemoryEdgeRequest.withCertificates(of.chain());
            case FORWARDED -> MemoryEdgeRequest.withForwarded(of.forwarded(0), of.forwarded(1));
          });
    }
    return List.copyOf(equal);
  }

  @TearDown
  public void tearDown() throws IOException {
    gateway.close();
    made.close();
  }

  @Benchmark
  public Decision decide() {
    next = (next + 1) % COPIES;
    return gateway.requireForward(requests.get(next));
  }
}
