package io.edgeauth.contract;

import io.edgeauth.http.EdgeRequest;
import java.util.List;

/** What an adapter told EdgeAuth about a request, kept past the decision. */
record ObservedRequest(
    String method,
    String scheme,
    String authority,
    String rawPath,
    String rawQuery,
    String contextPath,
    List<String> names,
    List<String> twice,
    List<String> twiceInOtherCase,
    List<String> absent,
    String peerAddress,
    int peerCertificates) {

  static ObservedRequest of(EdgeRequest request) {
    return new ObservedRequest(
        request.method(),
        request.scheme(),
        request.authority(),
        request.rawPath(),
        request.rawQuery(),
        request.contextPath(),
        List.copyOf(request.headerNames()),
        List.copyOf(request.headers("X-Twice")),
        List.copyOf(request.headers("x-tWICE")),
        List.copyOf(request.headers("X-Absent")),
        request.peerAddress(),
        request.peerCertificates().size());
  }
}
