"""An exchange from the decision to the evidence. Parts that it lacks (offer, change) are told: 422."""

NAMESPACE = "exchanges:"
PAGES = """
                                        | ano app hst hom hsm thi coo fin aud adm str out | for mis
exchange submitted GET                  | in  200 200 200 200 200 200 200 200 404 404 404 | 404 404
exchange submitted POST                 | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
exchange approved GET                   | in  200 200 200 200 200 200 200 200 404 404 404 | 404 404
exchange approved POST                  | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
exchange reported GET                   | in  200 200 200 200 200 200 200 200 404 404 404 | 404 404
exchange reported POST                  | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
exchange completed GET                  | in  200 200 200 200 200 200 200 200 404 404 404 | 404 404
exchange completed POST                 | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
decide submitted GET                    | in  403 403 200 403 403 200 403 200 404 404 404 | 404 404
decide submitted POST                   | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
act submitted,name=approve GET          | in  302 302 302 302 302 302 302 302 404 404 404 | 404 404
act submitted,name=approve POST         | in  403 403 302 403 403 403 403 403 404 404 404 | 404 404
act submitted,name=return POST          | in  403 403 302 403 403 403 403 403 404 404 404 | 404 404
act submitted,name=reject POST          | in  403 403 302 403 403 403 403 403 404 404 404 | 404 404
act submitted,name=waitlist POST        | in  403 403 422 403 403 403 403 403 404 404 404 | 404 404
act submitted,name=note POST            | in  403 403 302 302 403 302 302 403 404 404 404 | 404 404
act submitted,name=nonsense POST        | in  404 404 404 404 404 404 404 404 404 404 404 | 404 404
act approved,name=cancel POST           | in  403 403 302 403 403 302 403 403 404 404 404 | 404 404
act reported,name=validate POST         | in  403 403 422 403 403 403 403 403 404 404 404 | 404 404
act reported,name=ask_again POST        | in  403 403 302 403 403 403 403 403 404 404 404 | 404 404
act reported,name=refuse POST           | in  403 403 302 403 403 302 403 403 404 404 404 | 404 404
act completed,name=reopen POST          | in  403 403 403 403 403 302 403 403 404 404 404 | 404 404
act completed,name=bounce POST          | in  403 403 403 403 403 403 422 403 404 404 404 | 404 404
act completed,name=open_recovery POST   | in  403 403 403 403 403 422 403 403 404 404 404 | 404 404
act completed,name=recover POST         | in  403 403 403 403 403 403 422 403 404 404 404 | 404 404
act submitted,name=take-seat POST       | in  422 422 422 422 422 422 422 422 404 404 404 | 404 404
act submitted,name=let-seat-go POST     | in  422 422 422 422 422 422 422 422 404 404 404 | 404 404
act approved,name=agree-change POST     | in  422 422 422 422 422 422 422 422 404 404 404 | 404 404
act approved,name=decline-change POST   | in  422 422 422 422 422 422 422 422 404 404 404 | 404 404
act approved,name=take-back-change POST | in  422 422 422 422 422 422 422 422 404 404 404 | 404 404
sign approved GET                       | in  200 200 200 200 200 200 200 200 404 404 404 | 404 404
sign approved POST                      | in  302 403 403 403 403 403 403 403 404 404 404 | 404 404
agreement committed GET                 | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
agreement committed POST                | in  302 302 302 302 302 302 302 302 404 404 404 | 404 404
agreement_progress paper GET            | in  200 200 200 200 200 200 200 200 404 404 404 | 404 404
agreement_progress paper POST           | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
agreement_file paper GET                | in  200 200 200 200 200 200 200 200 404 404 404 | 404 404
agreement_file paper POST               | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
report committed GET                    | in  200 403 403 403 403 403 403 403 404 404 404 | 404 404
report committed POST                   | in  200 403 403 403 403 403 403 403 404 404 404 | 404 404
evidence committed GET                  | in  200 403 200 403 403 200 200 200 404 404 404 | 404 404
evidence committed POST                 | in  422 403 403 403 403 403 403 403 404 404 404 | 404 404
evidence reported GET                   | in  200 403 200 403 403 200 200 200 404 404 404 | 404 404
evidence reported POST                  | in  302 403 403 403 403 403 403 403 404 404 404 | 404 404
evidence_file item GET                  | in  200 404 200 404 404 200 200 200 404 404 404 | 404 404
evidence_file item POST                 | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
evidence_act item,name=accept GET       | in  302 404 302 404 404 302 302 302 404 404 404 | 404 404
evidence_act item,name=accept POST      | in  403 404 302 404 404 403 403 403 404 404 404 | 404 404
evidence_act item,name=ask_again POST   | in  403 404 302 404 404 403 403 403 404 404 404 | 404 404
evidence_act item,name=nonsense POST    | in  404 404 404 404 404 404 404 404 404 404 404 | 404 404
change approved GET                     | in  200 403 403 403 403 403 403 403 404 404 404 | 404 404
change approved POST                    | in  200 403 403 403 403 403 403 403 404 404 404 | 404 404
change_hosts approved GET               | in  200 403 403 403 403 403 403 403 404 404 404 | 404 404
change_hosts approved POST              | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
correct completed GET                   | in  403 403 403 403 403 200 403 403 404 404 404 | 404 404
correct completed POST                  | in  403 403 403 403 403 200 403 403 404 404 404 | 404 404
"""
