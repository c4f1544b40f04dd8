/* Stands in for git: runs it, and writes down how long the processor worked for a push, and for this program itself. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static long long microseconds(const struct rusage *usage) {
  return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000LL + usage->ru_utime.tv_usec + usage->ru_stime.tv_usec;
}

int main(int count, char **words) {
  int push = 0, status;
  struct rusage usage, begun, ended;
  getrusage(RUSAGE_SELF, &begun);
  for (int i = 1; i < count; i++) push |= strcmp(words[i], "push") == 0;
  pid_t git = vfork();
  if (git == 0) {
    execv(getenv("TIMED_GIT"), words);
    _exit(127);
  }
  if (git < 0 || wait4(git, &status, 0, &usage) < 0) return 127;
  char line[64];
  getrusage(RUSAGE_SELF, &ended);
  long long used = (push ? microseconds(&usage) : 0) + microseconds(&ended) - microseconds(&begun);
  int length = snprintf(line, sizeof line, "%lld\n", used);
  int log = open(getenv("TIMED_GIT_LOG"), O_WRONLY | O_APPEND | O_CREAT, 0644);
  if (log < 0 || write(log, line, length) != length) return 127;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
