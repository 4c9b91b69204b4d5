/* The least that a closed-loop HTTP client can do: one thread, epoll, send, recv. What loadgen's CPU a request is held
   against. usage: epoll_client ADDRESS PORT PATH CONNECTIONS SECONDS; prints requests and CPU microseconds a request.
   It takes any read for one whole reply, so it is right for small replies only. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  char request[512], reply[65536];
  int length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: %s:%s\r\n\r\n", argv[3], argv[1], argv[2]);
  struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[2]))};
  inet_pton(AF_INET, argv[1], &server.sin_addr);
  int set = epoll_create1(0), on = 1;
  for (int i = 0; i < atoi(argv[4]); ++i) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr*)&server, sizeof server) != 0) return 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
    if (send(fd, request, (size_t)length, 0) != length) return 1;
  }
  long replies = 0;
  struct epoll_event ready[256];
  for (time_t end = time(NULL) + atoi(argv[5]); time(NULL) < end;) {
    int n = epoll_wait(set, ready, 256, 100);
    for (int i = 0; i < n; ++i) {
      if (recv(ready[i].data.fd, reply, sizeof reply, 0) <= 0) return 1;
      if (send(ready[i].data.fd, request, (size_t)length, 0) != length) return 1;
      ++replies;
    }
  }
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  double cpu = 1e6 * (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
  printf("%ld requests, %.3f us of CPU each\n", replies, replies > 0 ? cpu / (double)replies : 0.0);
  return 0;
}
